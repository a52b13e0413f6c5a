@org.jspecify.annotations.NullMarked
package dev.berth.core.exec;
