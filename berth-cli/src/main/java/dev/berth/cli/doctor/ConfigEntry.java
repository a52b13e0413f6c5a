package dev.berth.cli.doctor;

/**
 * One setting that applies.
 *
 * @param key path of the setting, such as {@code client.server}
 * @param value its value; {@code (set)} or {@code (not set)} for a secret
 * @param origin where it came from: a flag, a variable, a file and line, or {@code default}
 */
public record ConfigEntry(String key, String value, String origin) {}
