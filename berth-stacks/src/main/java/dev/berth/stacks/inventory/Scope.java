package dev.berth.stacks.inventory;

/**
 * One account and one region. An inventory, a plan and a ledger belong to exactly one scope; a
 * sweep over several regions is several of each.
 *
 * @param account twelve digits, as the account identity call answers them
 * @param region for example {@code eu-west-1}
 */
public record Scope(String account, String region) {
  public Scope {
    if (!account.matches("[0-9]{12}")) {
      throw new IllegalArgumentException("an account id has twelve digits: " + account);
    }
    if (!region.matches("[a-z0-9-]{4,32}")) {
      throw new IllegalArgumentException("not a region: " + region);
    }
  }

  @Override
  public String toString() {
    return account + "/" + region;
  }
}
