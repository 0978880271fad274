/// The S3 door: signatures, operations and answers as the S3 API has them, over the metadata and the segment store.
@NullMarked
package souk.gateway.s3;

import org.jspecify.annotations.NullMarked;
