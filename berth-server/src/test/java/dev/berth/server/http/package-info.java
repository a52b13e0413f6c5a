@org.jspecify.annotations.NullMarked
package dev.berth.server.http;
