package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageFailure;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/** Images, by digest; they have no tags in the sense of this module. */
final class Images implements OneType {
  private static final String BETWEEN = "@";
  private static final Set<String> GONE =
      Set.of("ImageNotFound", "ImageNotFoundException", "RepositoryNotFoundException");

  private final EcrClient ecr;
  private final Calls calls;
  private final Repositories repositories;

  Images(EcrClient ecr, Calls calls, Repositories repositories) {
    this.ecr = ecr;
    this.calls = calls;
    this.repositories = repositories;
  }

  @Override
  public Listing list() {
    return Within.list(repositories.stubs(), this::of).listing(Function.identity());
  }

  private Pages.Gathered<Item> of(Item repository) {
    String name = repository.id().id();
    Pages.Gathered<Item> images =
        new Pages(calls)
            .all(
                AwsOperation.DESCRIBE_IMAGES,
                token ->
                    page(
                        name,
                        ecr.describeImages(
                            r -> r.repositoryName(name).maxResults(1000).nextToken(token))));
    return images.failure().filter(why -> why.kind() == FailureKind.NOT_FOUND).isPresent()
        ? new Pages.Gathered<>(List.of(), Optional.empty())
        : images;
  }

  private static Page<Item> page(String repository, DescribeImagesResponse answer) {
    return Page.of(
        answer.hasImageDetails(),
        answer.imageDetails().stream().map(one -> item(repository, one)).toList(),
        answer.nextToken());
  }

  private static Item item(String repository, ImageDetail image) {
    String digest = Ec2Items.required(image.imageDigest(), "imageDigest");
    String tag = image.imageTags().isEmpty() ? "" : ":" + image.imageTags().getFirst();
    Item item =
        Item.of(ItemType.ECR_IMAGE, repository + BETWEEN + digest)
            .withName(repository + tag)
            .withUses(Set.of(new ItemId(ItemType.ECR_REPOSITORY, repository)));
    return Ec2Items.dated(item, image.imagePushedAt());
  }

  private static ImageIdentifier identifier(Within.Names names) {
    return ImageIdentifier.builder().imageDigest(names.inner()).build();
  }

  @Override
  public Look look(ItemId id) {
    Within.Names names = Within.names(id, BETWEEN);
    Result<List<Item>> result =
        calls.make(
            AwsOperation.DESCRIBE_IMAGES,
            () ->
                page(
                        names.outer(),
                        ecr.describeImages(
                            r -> r.repositoryName(names.outer()).imageIds(identifier(names))))
                    .elements());
    return switch (result) {
      case Result.Bad<List<Item>> bad -> Outcome.notSeen(bad, GONE);
      case Result.Good<List<Item>>(List<Item> items) ->
          Outcome.only(AwsOperation.DESCRIBE_IMAGES, id, items);
    };
  }

  @Override
  public Answer delete(ItemId id) {
    Within.Names names = Within.names(id, BETWEEN);
    return Outcome.answer(
        calls.make(
            AwsOperation.DELETE_IMAGE,
            () -> {
              delete(names);
              return true;
            }),
        GONE);
  }

  /** Answers 200 also where it refuses. */
  private void delete(Within.Names names) {
    for (ImageFailure failure :
        ecr.batchDeleteImage(r -> r.repositoryName(names.outer()).imageIds(identifier(names)))
            .failures()) {
      throw new RefusedInside(failure.failureCodeAsString(), failure.failureReason());
    }
  }
}
