package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Scope;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads StackIds: {@code arn:aws:cloudformation:region:account:stack/name/uuid}. */
public final class StackArn {
  private static final Pattern FORM =
      Pattern.compile(
          "arn:aws[a-z-]*:cloudformation:([a-z0-9-]+):([0-9]{12}):stack/"
              + "([A-Za-z][A-Za-z0-9-]{0,127})/[0-9a-zA-Z-]{1,64}");

  private StackArn() {}

  /** The stack's name, if the text is a StackId of this account and region. */
  public static Optional<String> nameIn(String arn, Scope scope) {
    Matcher matcher = FORM.matcher(arn);
    return matcher.matches()
            && matcher.group(1).equals(scope.region())
            && matcher.group(2).equals(scope.account())
        ? Optional.of(matcher.group(3))
        : Optional.empty();
  }
}
