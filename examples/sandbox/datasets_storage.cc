// Datasets of what is stored, and of reading and writing it.
#include "dataset_words.h"

namespace sandbox {
namespace {

constexpr const char* kRowsRead = "d1_rows_read";
constexpr const char* kRowsWritten = "d1_rows_written";
constexpr const char* kClassA = "r2_class_a_operations";
constexpr const char* kClassB = "r2_class_b_operations";
constexpr double kGigabyte = 1e9;

Dataset d1_databases() {
  return {
      "d1AnalyticsAdaptiveGroups",
      false,
      90,
      ResourceKind::kDatabase,
      "databaseId",
      "",
      dimensions_of("databaseId databaseRole servedByInstance servedByRegion" + kTimesToSixHours),
      metrics_of("count sum_rowsRead sum_rowsWritten sum_readQueries sum_writeQueries"
                 " sum_queryBatchResponseBytes" +
                 kInterval),
      {all_of("sum_rowsRead", kRowsRead), all_of("sum_rowsWritten", kRowsWritten),
       part("", "sum_readQueries", kRowsRead, 0, 0.0004),
       part("", "sum_writeQueries", kRowsWritten, 0, 0.4),
       part("", "count", kRowsRead, 0, 0.0005)}};
}

Dataset d1_queries() {
  constexpr const char* kScan = "SELECT * FROM events WHERE kind = ?";
  constexpr const char* kLookUp = "SELECT value FROM settings WHERE name = ?";
  constexpr const char* kInsert = "INSERT INTO events VALUES (?, ?, ?)";
  return {"d1QueriesAdaptiveGroups",
          false,
          90,
          ResourceKind::kDatabase,
          "databaseId",
          "query",
          dimensions_of("databaseId databaseRole error query servedByInstance servedByRegion" +
                        kTimesToSixHours),
          metrics_of("count sum_rowsRead sum_rowsWritten sum_rowsReturned"
                     " sum_queryDurationMs:float64" +
                     kInterval),
          {part(kScan, "sum_rowsRead", kRowsRead, 0, 0.83),
           part(kLookUp, "sum_rowsRead", kRowsRead, 0.83, 1),
           part(kInsert, "sum_rowsWritten", kRowsWritten, 0, 1),
           part(kScan, "count", kRowsRead, 0, 0.00001),
           part(kLookUp, "count", kRowsRead, 0.00001, 0.0004),
           part(kInsert, "count", kRowsWritten, 0, 0.4)}};
}

Dataset d1_storage() {
  return {"d1StorageAdaptiveGroups",
          false,
          90,
          ResourceKind::kDatabase,
          "databaseId",
          "",
          dimensions_of("databaseId" + kTimesToSixHours),
          metrics_of("max_databaseSizeBytes"),
          {beside("", "max_databaseSizeBytes", kRowsRead, 3.4 * kGigabyte)}};
}

Dataset r2_operations() {
  return {"r2OperationsAdaptiveGroups",
          false,
          90,
          ResourceKind::kBucket,
          "bucketName",
          "actionType",
          dimensions_of("bucketName actionType actionStatus responseStatusCode:uint64"
                        " storageClass objectName eyeballRegion" +
                        kTimes),
          metrics_of("sum_requests sum_responseBytes sum_responseObjectSize" + kInterval),
          {part("PutObject", "sum_requests", kClassA, 0, 0.58),
           part("ListObjects", "sum_requests", kClassA, 0.58, 0.77),
           part("UploadPart", "sum_requests", kClassA, 0.77, 0.9),
           part("CreateMultipartUpload", "sum_requests", kClassA, 0.9, 0.93),
           part("CompleteMultipartUpload", "sum_requests", kClassA, 0.93, 0.96),
           part("CopyObject", "sum_requests", kClassA, 0.96, 0.99),
           part("LifecycleStorageTierTransition", "sum_requests", kClassA, 0.99, 1),
           part("GetObject", "sum_requests", kClassB, 0, 0.81),
           part("HeadObject", "sum_requests", kClassB, 0.81, 0.985),
           part("HeadBucket", "sum_requests", kClassB, 0.985, 1),
           // Free, and in no bill.
           part("DeleteObject", "sum_requests", kClassA, 0, 0.2),
           part("AbortMultipartUpload", "sum_requests", kClassA, 0, 0.002),
           part("GetObject", "sum_responseBytes", kClassB, 0, 0.81, 48'000),
           part("GetObject", "sum_responseObjectSize", kClassB, 0, 0.81, 48'000)}};
}

Dataset r2_storage() {
  constexpr const char* kStored = "r2_storage";
  constexpr double kPayload = 0.996;
  return {"r2StorageAdaptiveGroups",
          false,
          90,
          ResourceKind::kBucket,
          "bucketName",
          "",
          dimensions_of("bucketName storageClass" + kTimes),
          metrics_of("max_payloadSize max_metadataSize max_objectCount max_uploadCount"),
          {part("", "max_payloadSize", kStored, 0, kPayload, kGigabyteMonth),
           part("", "max_metadataSize", kStored, kPayload, 1, kGigabyteMonth),
           part("", "max_objectCount", kStored, 0, 1, 7e4)}};
}

Dataset kv_operations() {
  constexpr const char* kReads = "kv_reads";
  constexpr const char* kWrites = "kv_writes";
  return {"kvOperationsAdaptiveGroups",
          false,
          90,
          ResourceKind::kKeyValueNamespace,
          "namespaceId",
          "actionType",
          dimensions_of("namespaceId actionType responseStatusCode:uint64 result" + kTimes),
          metrics_of("count sum_requests sum_objectBytes" + kInterval),
          {part("read", "sum_requests", kReads, 0, 1), part("read", "count", kReads, 0, 1),
           part("write", "sum_requests", kWrites, 0, 1), part("write", "count", kWrites, 0, 1),
           beside("delete", "sum_requests", kReads, 24'000),
           beside("list", "sum_requests", kReads, 8'100), beside("delete", "count", kReads, 24'000),
           beside("list", "count", kReads, 8'100)}};
}

Dataset kv_storage() {
  return {"kvStorageAdaptiveGroups",
          false,
          90,
          ResourceKind::kKeyValueNamespace,
          "namespaceId",
          "",
          dimensions_of("namespaceId" + kTimes),
          metrics_of("max_byteCount max_keyCount"),
          {all_of("max_byteCount", "kv_storage", kGigabyteMonth),
           all_of("max_keyCount", "kv_storage", 2e6)}};
}

Dataset object_sql_storage() {
  return {"durableObjectsSqlStorageGroups",
          false,
          90,
          ResourceKind::kObjectNamespace,
          "namespaceId",
          "",
          dimensions_of("namespaceId" + kTimesToSixHours),
          metrics_of("max_storedBytes"),
          {all_of("max_storedBytes", "durable_objects_sql_storage", kGigabyteMonth)}};
}

Dataset object_storage() {
  return {"durableObjectsStorageGroups",
          false,
          90,
          ResourceKind::kNone,
          "",
          "",
          dimensions_of(kTimes),
          metrics_of("max_storedBytes"),
          {beside("", "max_storedBytes", "durable_objects_requests", 0.4 * kGigabyte)}};
}

Dataset vector_queries() {
  constexpr const char* kQueried = "vectorize_queried_dimensions";
  return {"vectorizeV2QueriesAdaptiveGroups",
          false,
          32,
          ResourceKind::kVectorIndex,
          "indexName",
          "",
          dimensions_of("indexName operation requestStatus" + kFewTimes),
          metrics_of("count sum_queriedVectorDimensions sum_servedVectorCount"
                     " sum_requestDurationMs"),
          {all_of("sum_queriedVectorDimensions", kQueried), part("", "count", kQueried, 0, 0.00008),
           part("", "sum_servedVectorCount", kQueried, 0, 0.0006)}};
}

Dataset vector_storage() {
  constexpr const char* kQueried = "vectorize_queried_dimensions";
  return {"vectorizeV2StorageAdaptiveGroups",
          false,
          32,
          ResourceKind::kVectorIndex,
          "indexName",
          "",
          dimensions_of("indexName" + kFewTimes),
          metrics_of("max_storedVectorDimensions max_vectorCount"),
          {beside("", "max_storedVectorDimensions", kQueried, 5.9e6),
           beside("", "max_vectorCount", kQueried, 7'700)}};
}

Dataset reserve_operations() {
  constexpr const char* kReserved = "cache_reserve_storage";
  return {"cacheReserveOperationsAdaptiveGroups",
          true,
          30,
          ResourceKind::kReserveBucket,
          "bucketName",
          "operationClass",
          dimensions_of("bucketName operationClass actionStatus jurisdiction" + kTimes),
          metrics_of("sum_requests"),
          {beside("classA", "sum_requests", kReserved, 61'000),
           beside("classB", "sum_requests", kReserved, 940'000)}};
}

Dataset reserve_storage() {
  return {"cacheReserveStorageAdaptiveGroups",
          true,
          30,
          ResourceKind::kReserveBucket,
          "bucketName",
          "",
          dimensions_of("bucketName bucketHash jurisdiction" + kTimes),
          metrics_of("max_storedBytes max_objectCount"),
          {all_of("max_storedBytes", "cache_reserve_storage", kGigabyteMonth),
           all_of("max_objectCount", "cache_reserve_storage", 9e5)}};
}

Dataset image_transformations() {
  return {
      "imagesTransformationsAdaptiveGroups",
      false,
      31,
      ResourceKind::kWorker,
      "scriptName",
      "",
      dimensions_of("scriptName zoneTag originHost transformation isBindingRequest:uint8" + kTimes),
      metrics_of("sum_billableEventCount"),
      {tried_out("", "sum_billableEventCount", 4'600)}};
}

Dataset image_requests() {
  return {"imagesRequestsAdaptiveGroups",
          false,
          31,
          ResourceKind::kNone,
          "",
          "",
          dimensions_of(kTimes),
          metrics_of("sum_requests"),
          {tried_out("", "sum_requests", 73'000)}};
}

Dataset stream_minutes() {
  return {"streamMinutesViewedAdaptiveGroups",
          false,
          90,
          ResourceKind::kVideo,
          "uid",
          "",
          dimensions_of("uid creator mediaType clientCountryName" + kTimes),
          metrics_of("count sum_minutesViewed"),
          {tried_out("", "count", 900), tried_out("", "sum_minutesViewed", 12'700)}};
}

Dataset analytics_events() {
  return {"workersAnalyticsEngineAdaptiveGroups",
          false,
          31,
          ResourceKind::kEventDataset,
          "dataset",
          "",
          dimensions_of("dataset" + kTimes),
          metrics_of("count"),
          {tried_out("", "count", 2.3e6)}};
}

// Without `datetime`.
Dataset log_ingestion() {
  return {"logExplorerIngestionAdaptiveGroups",
          false,
          32,
          ResourceKind::kLogDataset,
          "dataset",
          "",
          dimensions_of("dataset zoneTag date:Date datetimeMinute:Time datetimeFiveMinutes:Time"
                        " datetimeFifteenMinutes:Time datetimeHour:Time"),
          metrics_of("sum_billableBytes sum_totalBytes"),
          {tried_out("", "sum_billableBytes", 38 * kGigabyte),
           tried_out("", "sum_totalBytes", 41 * kGigabyte)}};
}

Dataset artifact_events() {
  return {"artifactsEventsAdaptiveGroups",
          false,
          31,
          ResourceKind::kRepository,
          "repositoryName",
          "eventType",
          dimensions_of("repositoryName repositoryNamespace repository eventType eventKind"
                        " errorMessage" +
                        kTimesToSixHours),
          metrics_of("count"),
          {tried_out("pull", "count", 7'400), tried_out("push", "count", 1'100),
           tried_out("create", "count", 60)}};
}

}  // namespace

std::vector<Dataset> storage_datasets() {
  return {d1_databases(),     d1_queries(),
          d1_storage(),       r2_operations(),
          r2_storage(),       kv_operations(),
          kv_storage(),       object_sql_storage(),
          object_storage(),   vector_queries(),
          vector_storage(),   reserve_operations(),
          reserve_storage(),  image_transformations(),
          image_requests(),   stream_minutes(),
          analytics_events(), log_ingestion(),
          artifact_events()};
}

}  // namespace sandbox
