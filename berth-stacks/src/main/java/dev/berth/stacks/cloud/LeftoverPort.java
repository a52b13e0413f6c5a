package dev.berth.stacks.cloud;

/**
 * What stacks leave behind elsewhere: log groups, ECR images and repositories, buckets, secrets.
 */
public interface LeftoverPort extends CloudPort {}
