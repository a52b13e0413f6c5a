@org.jspecify.annotations.NullMarked
package dev.berth.bench.agent;
