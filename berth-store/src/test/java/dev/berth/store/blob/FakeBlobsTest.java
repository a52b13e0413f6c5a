package dev.berth.store.blob;

import dev.berth.core.blob.BlobStore;
import dev.berth.testkit.blob.BlobStoreContract;
import dev.berth.testkit.blob.FakeBlobs;

/** The fake holds to what the store on disk holds to. */
class FakeBlobsTest extends BlobStoreContract {
  private final BlobStore blobs = new FakeBlobs(time);

  @Override
  protected BlobStore blobs() {
    return blobs;
  }
}
