/**
 * The ports to AWS. Every call is named in {@link AwsOperation}, made by {@link Calls}, and made
 * once unless it certainly had no effect. Unknown enum values are kept as text.
 */
@NullMarked
package dev.berth.stacks.aws;

import org.jspecify.annotations.NullMarked;
