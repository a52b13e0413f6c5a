package dev.berth.stacks.world;

import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;

/**
 * One stack of ours with a network, a NAT gateway and a runtime; a default VPC and somebody else's
 * runtime next door.
 */
public final class SmallAccount {
  public final Account account = new Account();
  public final ItemId vpc = account.part(ItemType.VPC, "vpc-1", Flag.NO);
  public final ItemId table = account.part(ItemType.ROUTE_TABLE, "rtb-1", Flag.NO, vpc);
  public final ItemId mainTable = account.part(ItemType.ROUTE_TABLE, "rtb-main", Flag.YES, vpc);
  public final ItemId subnet = account.part(ItemType.SUBNET, "subnet-1", Flag.NO, vpc, table);
  public final ItemId gateway = account.plain(ItemType.INTERNET_GATEWAY, "igw-1", vpc);
  public final ItemId group = account.group("sg-1", Flag.NO, vpc);
  public final ItemId defaultGroup = account.group("sg-default", Flag.YES, vpc);
  public final ItemId address = account.plain(ItemType.ELASTIC_IP, "eipalloc-1");
  public final ItemId nat = account.plain(ItemType.NAT_GATEWAY, "nat-1", subnet, address);
  public final ItemId runtime = account.runtime("agent-1", subnet, group);
  public final ItemId face = account.lingering("eni-1", subnet, group);
  public final ItemId stack;

  public final ItemId theirVpc = account.part(ItemType.VPC, "vpc-theirs", Flag.YES);
  public final ItemId theirSubnet =
      account.part(ItemType.SUBNET, "subnet-theirs", Flag.YES, theirVpc);
  public final ItemId theirGroup = account.group("sg-theirs", Flag.YES, theirVpc);
  public final ItemId theirRuntime = account.runtime("theirs", theirSubnet, theirGroup);
  public final ItemId theirFace = account.lingering("eni-theirs", theirSubnet, theirGroup);

  public SmallAccount(String name, String status) {
    stack = account.stack(name, status, vpc, table, subnet, gateway, group, address, nat, runtime);
  }

  public SmallAccount() {
    this("int-0123abcd", "CREATE_COMPLETE");
  }

  /** The same after the stack is gone and has left its network behind. */
  public static SmallAccount residue() {
    SmallAccount small = new SmallAccount();
    small.account.remove(small.stack).remove(small.runtime).remove(small.nat);
    small.account.remove(small.address);
    return small;
  }
}
