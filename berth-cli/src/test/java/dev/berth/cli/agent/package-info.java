@NullMarked
package dev.berth.cli.agent;

import org.jspecify.annotations.NullMarked;
