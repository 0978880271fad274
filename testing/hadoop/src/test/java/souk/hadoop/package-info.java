/// Hadoop's S3A file system, which Spark, Hive and Flink store their tables with, on the S3 door.
package souk.hadoop;
