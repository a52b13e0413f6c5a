package dev.berth.stacks.aws;

import static dev.berth.stacks.aws.WireTexts.STACK;
import static dev.berth.stacks.aws.WireTexts.cloudFormation;
import static dev.berth.stacks.aws.WireTexts.resource;
import static dev.berth.stacks.aws.WireTexts.stack;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StackWireTest {
  private static final ItemId ID = new ItemId(ItemType.STACK, STACK);

  private final AwsRig rig = new AwsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private static Reply stacks(String status, String more) {
    return Reply.ok(
        cloudFormation("DescribeStacks", "<Stacks>" + stack(status) + "</Stacks>" + more));
  }

  private static Reply resources(String rows, String more) {
    return Reply.ok(
        cloudFormation(
            "ListStackResources",
            "<StackResourceSummaries>" + rows + "</StackResourceSummaries>" + more));
  }

  private Detail.Stack detail() {
    assertThat(rig.cloud().stacks().look(ID)).isInstanceOf(Look.Present.class);
    return (Detail.Stack) ((Look.Present) rig.cloud().stacks().look(ID)).item().detail();
  }

  @Test
  void aListingTellsNoProtectionAndNoResources() {
    Listing listing = rig.cloud().stacks().list(ItemType.STACK);
    assertThat(listing.items().getFirst().detail())
        .isInstanceOfSatisfying(
            Detail.Stack.class,
            detail -> {
              assertThat(detail.terminationProtection()).isEqualTo(Flag.UNKNOWN);
              assertThat(detail.resourcesListed()).isEqualTo(new Completeness.NotAsked());
            });
    assertThat(listing.items().getFirst().tags().value("owner")).contains("berth-ci");
  }

  @Test
  void stacksThatEndedAreLeftOutAndStatusesOfTomorrowAreKept() {
    rig.stub.on(
        AwsOperation.DESCRIBE_STACKS,
        stacks("DELETE_COMPLETE", "<NextToken>a</NextToken>"),
        stacks("SOMETHING_NEW", ""));
    Listing listing = rig.cloud().stacks().list(ItemType.STACK);
    assertThat(listing.items()).extracting(item -> item.status()).containsExactly("SOMETHING_NEW");
    assertThat(listing.completeness().complete()).isTrue();
  }

  @Test
  void theSecondPageOfResourcesIsRead() {
    rig.stub.on(
        AwsOperation.LIST_STACK_RESOURCES,
        resources(
            resource("Vpc", "vpc-1", "AWS::EC2::VPC", "CREATE_COMPLETE"),
            "<NextToken>a</NextToken>"),
        resources(resource("Net", "subnet-1", "AWS::EC2::Subnet", "DELETE_FAILED"), ""));
    Look look = rig.cloud().stacks().look(ID);
    assertThat(look)
        .isInstanceOfSatisfying(
            Look.Present.class,
            present -> {
              Detail.Stack detail = (Detail.Stack) present.item().detail();
              assertThat(detail.resources())
                  .extracting(row -> row.logicalId())
                  .containsExactly("Vpc", "Net");
              assertThat(detail.resourcesListed()).isEqualTo(new Completeness.Complete());
              assertThat(detail.terminationProtection()).isEqualTo(Flag.NO);
            });
  }

  @Test
  void resourcesThatCouldNotAllBeReadAreNotComplete() {
    rig.stub.on(
        AwsOperation.LIST_STACK_RESOURCES,
        resources(
            resource("Vpc", "vpc-1", "AWS::EC2::VPC", "CREATE_COMPLETE"),
            "<NextToken>a</NextToken>"),
        Reply.error(AwsOperation.LIST_STACK_RESOURCES, 400, "AccessDenied", "no"));
    assertThat(rig.cloud().stacks().look(ID))
        .isInstanceOfSatisfying(
            Look.Present.class,
            present ->
                assertThat(((Detail.Stack) present.item().detail()).resourcesListed())
                    .isInstanceOf(Completeness.Partial.class));
  }

  @Test
  void protectionThatIsNotToldIsUnknown() {
    rig.stub.on(
        AwsOperation.DESCRIBE_STACKS,
        Reply.ok(
            cloudFormation(
                "DescribeStacks",
                "<Stacks>"
                    + stack("CREATE_COMPLETE").replaceAll("<Enable.*?Protection>.*?</.*?>", "")
                    + "</Stacks>")));
    assertThat(detail().terminationProtection()).isEqualTo(Flag.UNKNOWN);
  }

  @Test
  void aStackThatIsDescribedAsEndedIsAbsent() {
    rig.stub.on(AwsOperation.DESCRIBE_STACKS, stacks("DELETE_COMPLETE", ""));
    assertThat(rig.cloud().stacks().look(ID)).isInstanceOf(Look.Absent.class);
  }

  @Test
  void theSentenceAboutThisVeryStackIdSaysThatItIsGone() {
    rig.stub.on(
        AwsOperation.DESCRIBE_STACKS,
        Reply.error(
            AwsOperation.DESCRIBE_STACKS,
            400,
            "ValidationError",
            "Stack with id " + STACK + " does not exist"));
    assertThat(rig.cloud().stacks().look(ID)).isInstanceOf(Look.Absent.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Stack with id int-00000001 does not exist",
        "Stack with id arn:aws:cloudformation:eu-west-1:111122223333:stack/int-00000001/0a0a-2 does"
            + " not exist",
        "1 validation error detected: Value at 'stackName' failed to satisfy constraint",
        "Stack:arn does not exist",
        ""
      })
  void anyOtherValidationErrorSaysNothing(String message) {
    rig.stub.on(
        AwsOperation.DESCRIBE_STACKS,
        Reply.error(AwsOperation.DESCRIBE_STACKS, 400, "ValidationError", message));
    assertThat(rig.cloud().stacks().look(ID))
        .isInstanceOfSatisfying(
            Look.Unknown.class,
            unknown -> assertThat(unknown.failure().kind()).isEqualTo(FailureKind.INVALID));
  }

  @Test
  void theSameSentenceUnderAnotherCodeSaysNothing() {
    rig.stub.on(
        AwsOperation.DESCRIBE_STACKS,
        Reply.error(
            AwsOperation.DESCRIBE_STACKS,
            403,
            "AccessDenied",
            "Stack with id " + STACK + " does not exist"));
    assertThat(rig.cloud().stacks().look(ID)).isInstanceOf(Look.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int-00000001",
        "arn:aws:cloudformation:us-east-1:111122223333:stack/int-00000001/0a0a-1",
        "arn:aws:cloudformation:eu-west-1:999999999999:stack/int-00000001/0a0a-1"
      })
  void aNameOrAnotherAccountsOrRegionsStackIsNeverCalledFor(String other) {
    ItemId id = new ItemId(ItemType.STACK, other);
    assertThat(rig.cloud().stacks().look(id)).isInstanceOf(Look.Unknown.class);
    assertThat(rig.cloud().stacks().delete(id)).isInstanceOf(Answer.Refused.class);
    assertThat(rig.cloud().stacks().deleteRetaining(id, Set.of("Vpc")))
        .isInstanceOf(Answer.Refused.class);
    assertThat(rig.stub.seen()).isEmpty();
  }

  @Test
  void aDeletionNamesTheStackIdAndCarriesAToken() {
    assertThat(rig.cloud().stacks().delete(ID)).isEqualTo(new Answer.Accepted());
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_STACK).getFirst())
        .contains("StackName=" + STACK, "ClientRequestToken=berth-")
        .doesNotContain("RetainResources", "DeletionMode");
  }

  @Test
  void logicalIdsAreRetainedOfAStackWhoseDeletionFailed() {
    rig.stub.on(AwsOperation.DESCRIBE_STACKS, stacks("DELETE_FAILED", ""));
    rig.stub.on(
        AwsOperation.LIST_STACK_RESOURCES,
        resources(
            resource("Vpc", "vpc-1", "AWS::EC2::VPC", "DELETE_FAILED")
                + resource("Topic", "t", "AWS::SNS::Topic", "DELETE_COMPLETE"),
            ""));
    assertThat(rig.cloud().stacks().deleteRetaining(ID, Set.of("Vpc")))
        .isEqualTo(new Answer.Accepted());
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_STACK).getFirst())
        .contains("StackName=" + STACK, "RetainResources.member.1=Vpc");
    assertThat(rig.cloud().stacks().deleteRetaining(ID, Set.of("Vpc", "Topic")))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void nothingIsRetainedOfAStackInAnotherState() {
    rig.stub.on(AwsOperation.DESCRIBE_STACKS, stacks("CREATE_COMPLETE", ""));
    rig.stub.on(
        AwsOperation.LIST_STACK_RESOURCES,
        resources(resource("Vpc", "vpc-1", "AWS::EC2::VPC", "DELETE_FAILED"), ""));
    assertThat(rig.cloud().stacks().deleteRetaining(ID, Set.of("Vpc")))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.failure().kind()).isEqualTo(FailureKind.INVALID));
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_STACK)).isEmpty();
  }

  @Test
  void physicalIdsAndNoIdsAreRefusedWithoutACall() {
    for (Set<String> wrong :
        List.of(Set.<String>of(), Set.of("vpc-1"), Set.of("Vpc", "sg-1,sg-2"))) {
      assertThat(rig.cloud().stacks().deleteRetaining(ID, wrong))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> assertThat(refused.failure().kind()).isEqualTo(FailureKind.INVALID));
    }
    assertThat(rig.stub.seen()).isEmpty();
  }
}
