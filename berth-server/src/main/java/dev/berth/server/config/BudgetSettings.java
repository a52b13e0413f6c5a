package dev.berth.server.config;

import dev.berth.core.model.DayLimits;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The part of the configuration about what models may cost on a day. */
final class BudgetSettings {
  private static final Setting<Optional<Long>> DAY =
      amount("budgets.day_usd", "what models may cost on a day (UTC), all tasks together");
  private static final Setting<Optional<Long>> USER_DAY =
      amount("budgets.user_day_usd", "what models may cost on a day (UTC), for each user");

  private static final BigDecimal LEAST = new BigDecimal("0.01");
  private static final BigDecimal MOST = new BigDecimal("1000000");

  static final List<Setting<?>> ALL = List.of(DAY, USER_DAY);

  private BudgetSettings() {}

  static DayLimits read(ConfigReader reader) {
    return new DayLimits(reader.get(DAY), reader.get(USER_DAY));
  }

  private static Setting<Optional<Long>> amount(String key, String meaning) {
    return new Setting<>(
        key,
        "",
        "amount from 0.01 to 1000000 in US dollars, or nothing for no limit",
        meaning,
        BudgetSettings::microUsd);
  }

  private static Optional<Long> microUsd(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    BigDecimal usd = new BigDecimal(text.strip());
    if (usd.compareTo(LEAST) < 0 || usd.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("expected an amount from 0.01 to 1000000");
    }
    return Optional.of(usd.movePointRight(6).longValueExact());
  }
}
