package dev.berth.stacks.inventory;

/** What a forgotten thing costs. */
public enum Cost {
  /** Nothing while it stands: a VPC, a subnet, a security group. */
  FREE,
  /** By the hour: NAT gateways, addresses, interface endpoints, running sessions. */
  HOURLY,
  /** By what it stores: log groups, images, buckets, secrets. */
  STORED
}
