// Sources: GraphQL's schema as published inventories have it, and Cloudflare's documentation of
// each product's metrics and prices. Names of services are those of lines that were published, on
// invoices and in records of accounts, but for those of zones and Artifacts, which are assumed.
// Where none is named here, none was found: of Images an invoice has "Images Delivered (in hundred
// thousands)", which its dataset could not share out, as it tells no resources apart.
#include <algorithm>

#include "analytics/dataset.h"

namespace cf_billing {

namespace {

using Values = std::vector<std::string_view>;

constexpr double kGigabyte = 1e-9;
constexpr double kGibibyte = 1.0 / (1U << 30U);
constexpr double kPerHour = 1.0 / 3'600'000;  // Of milliseconds.
constexpr double kPerTwenty = 1.0 / 20;
constexpr std::chrono::days kThreeMonths{90};
constexpr std::chrono::days kMonth{32};

/// What R2 charges as which class; deleting and aborting are free.
Values class_a() {
  return {"ListBuckets",
          "PutBucket",
          "ListObjects",
          "PutObject",
          "CopyObject",
          "CompleteMultipartUpload",
          "CreateMultipartUpload",
          "LifecycleStorageTierTransition",
          "ListMultipartUploads",
          "UploadPart",
          "UploadPartCopy",
          "ListParts",
          "PutBucketEncryption",
          "PutBucketCors",
          "PutBucketLifecycleConfiguration"};
}

Values class_b() {
  return {"HeadBucket",          "HeadObject",
          "GetObject",           "UsageSummary",
          "GetBucketEncryption", "GetBucketLocation",
          "GetBucketCors",       "GetBucketLifecycleConfiguration"};
}

Values infrequent_access() { return {"InfrequentAccess"}; }

Measure r2_operations(std::string_view service, const Values& actions, bool infrequent) {
  Measure measure{service, "Operations", Aggregate::sum, {"requests"}};
  measure.conditions = {{"actionType", actions}};
  // What is asked of a bucket as a whole is in no storage class, and counts as Standard: those of
  // the other class come first.
  if (infrequent) measure.conditions.push_back({"storageClass", infrequent_access()});
  return measure;
}

Measure kv_operations(std::string_view service, std::string_view action) {
  Measure measure{service, "Operations", Aggregate::sum, {"requests"}};
  measure.conditions = {{"actionType", {action}}};
  return measure;
}

Measure stored(std::string_view service, Values fields) {
  return {service, "GB-months", Aggregate::max, std::move(fields), kGigabyte, true};
}

Measure counted(std::string_view service, std::string_view unit, std::string_view field,
                double factor = 1) {
  return {service, unit, Aggregate::sum, {field}, factor};
}

/// What previews of Workers use is not billed: they come first.
std::vector<Measure> of_workers(const std::vector<Measure>& billed) {
  std::vector<Measure> measures;
  for (Measure measure : billed) {
    measures.push_back(measure);
    measure.service = "";
    measure.conditions = {{"isPreview", {"1", "true"}}};
    measures.insert(measures.end() - 1, measure);
  }
  return measures;
}

std::vector<Measure> r2_storage() {
  const Values fields = {"payloadSize", "metadataSize"};
  Measure infrequent = stored("R2 Infrequent Access - Storage", fields);
  infrequent.conditions = {{"storageClass", infrequent_access()}};
  return {infrequent, stored("R2 Data Storage", fields)};
}

std::vector<Dataset> compute() {
  return {
      {.name = "workersInvocationsAdaptive",
       .resource_type = "worker",
       .resource = "scriptName",
       .names = ResourceNames::themselves,
       .if_offered = "isPreview",
       .measures = of_workers({counted("Workers Standard Requests", "Requests", "requests"),
                               counted("Workers CPU ms", "Milliseconds", "cpuTimeUs", 1e-3)}),
       .kept = kThreeMonths,
       .is_sampled = true},
      {.name = "pagesFunctionsInvocationsAdaptiveGroups",
       .resource_type = "pages_project",
       .resource = "scriptName",
       .names = ResourceNames::themselves,
       .measures = {counted("Workers Standard Requests", "Requests", "requests")},
       .kept = kThreeMonths},
      {.name = "durableObjectsInvocationsAdaptiveGroups",
       .resource_type = "durable_object_namespace",
       .resource = "namespaceId",
       .names = ResourceNames::durable_objects,
       .measures = {counted("Durable Objects Compute Requests", "Requests", "requests")},
       .kept = kThreeMonths},
      // Never the wall time of invocations, which is thousands of times what is billed.
      {.name = "durableObjectsPeriodicGroups",
       .resource_type = "durable_object_namespace",
       .resource = "namespaceId",
       .names = ResourceNames::durable_objects,
       .measures = {counted("Durable Objects Compute Duration", "GB-seconds", "duration"),
                    // Besides invocations: twenty messages that come in over a WebSocket are billed
                    // as one request.
                    counted("Durable Objects Compute Requests", "Requests",
                            "inboundWebsocketMsgCount", kPerTwenty),
                    counted("Durable Objects Storage Rows Read", "Rows", "rowsRead"),
                    counted("Durable Objects Storage Rows Written", "Rows", "rowsWritten"),
                    counted("Durable Objects Storage Reads", "Operations", "storageReadUnits"),
                    counted("Durable Objects Storage Writes", "Operations", "storageWriteUnits"),
                    counted("Durable Objects Storage Deletes", "Operations", "storageDeletes")},
       .kept = kThreeMonths},
      {.name = "workflowsAdaptiveGroups",
       .resource_type = "workflow",
       .resource = "workflowName",
       .names = ResourceNames::themselves,
       .action = "eventType",
       .measures = {{"",
                     "Steps",
                     Aggregate::count,
                     {},
                     1,
                     false,
                     {{"eventType", {"STEP_SUCCESS", "STEP_FAILURE"}}}}},
       .kept = kMonth},
      {.name = "workersBuildsBuildMinutesAdaptiveGroups",
       .resource_type = "account",
       .measures = {counted("Worker Build Minutes", "Minutes", "buildMinutes")},
       .kept = kMonth},
      {.name = "browserRenderingBrowserTimeUsageAdaptiveGroups",
       .resource_type = "account",
       .measures = {counted("Browser Rendering - Browser Hours", "Hours", "totalSessionDurationMs",
                            kPerHour)},
       .kept = kMonth},
      {.name = "containersUsageAdaptiveGroups",
       .resource_type = "container_application",
       .resource = "applicationId",
       .further = {"region"},
       .measures = {counted("Container vCPU", "vCPU-seconds", "cpuTimeSec"),
                    counted("Container Memory, per GiB-Second", "GiB-seconds", "allocatedMemory",
                            kGibibyte),
                    counted("Container Disk, per GB second", "GB-seconds", "allocatedDisk",
                            kGigabyte),
                    // "Container Egress, North America + Europe, per GB", and two for "Oceania,
                    // Taiwan, and Korea" and for "Everywhere Else": which of the dataset's regions
                    // is in which was not published.
                    counted("", "GB", "txBytes", kGigabyte)},
       .kept = kMonth},
      {.name = "aiInferenceAdaptiveGroups",
       .resource_type = "ai_model",
       .resource = "modelId",
       .names = ResourceNames::themselves,
       .measures = {counted("Regular Twitch Neurons (RTN)", "Neurons", "totalNeurons")},
       .kept = kMonth},
      {.name = "aiGatewayRequestsAdaptiveGroups",
       .resource_type = "ai_gateway",
       .resource = "gateway",
       .names = ResourceNames::themselves,
       .action = "model",
       .measures = {counted("", "USD", "cost")},
       .kept = std::chrono::days{62}},
  };
}

std::vector<Dataset> storage() {
  return {
      {.name = "d1AnalyticsAdaptiveGroups",
       .resource_type = "d1_database",
       .resource = "databaseId",
       .names = ResourceNames::d1_databases,
       .measures = {counted("D1 - Rows Read", "Rows", "rowsRead"),
                    counted("D1 - Rows Written", "Rows", "rowsWritten")},
       .kept = kThreeMonths,
       .is_sampled = true},
      {.name = "d1StorageAdaptiveGroups",
       .resource_type = "d1_database",
       .resource = "databaseId",
       .names = ResourceNames::d1_databases,
       .measures = {stored("D1 - Storage GB-mo", {"databaseSizeBytes"})},
       .kept = kThreeMonths},
      {.name = "durableObjectsSqlStorageGroups",
       .resource_type = "durable_object_namespace",
       .resource = "namespaceId",
       .names = ResourceNames::durable_objects,
       .measures = {stored("Durable Objects SQL Storage", {"storedBytes"})},
       .kept = kThreeMonths},
      {.name = "durableObjectsStorageGroups",
       .resource_type = "account",
       .measures = {stored("Durable Objects Storage", {"storedBytes"})},
       .kept = kThreeMonths},
      {.name = "r2OperationsAdaptiveGroups",
       .resource_type = "r2_bucket",
       .resource = "bucketName",
       .names = ResourceNames::themselves,
       .action = "actionType",
       .further = {"storageClass"},
       .measures = {r2_operations("R2 Infrequent Access - Class A Operations", class_a(), true),
                    r2_operations("R2 Infrequent Access - Class B Operations", class_b(), true),
                    r2_operations("R2 Storage Class A Operations", class_a(), false),
                    r2_operations("R2 Storage Class B Operations", class_b(), false),
                    // Free, or in no list that was published.
                    counted("", "Operations", "requests"),
                    {"R2 Infrequent Access - Data Retrieval",
                     "GB",
                     Aggregate::sum,
                     {"responseBytes"},
                     kGigabyte,
                     false,
                     {{"actionType", {"GetObject"}}, {"storageClass", infrequent_access()}}}},
       .kept = kThreeMonths},
      {.name = "r2StorageAdaptiveGroups",
       .resource_type = "r2_bucket",
       .resource = "bucketName",
       .names = ResourceNames::themselves,
       .further = {"storageClass"},
       .measures = r2_storage(),
       .kept = kThreeMonths},
      {.name = "kvOperationsAdaptiveGroups",
       .resource_type = "kv_namespace",
       .resource = "namespaceId",
       .names = ResourceNames::kv_namespaces,
       .action = "actionType",
       .measures = {kv_operations("KV Read Operations", "read"),
                    kv_operations("KV Write Operations", "write"),
                    kv_operations("KV Delete Operations", "delete"),
                    kv_operations("KV List Operations", "list"),
                    counted("", "Operations", "requests")},
       .kept = kThreeMonths},
      {.name = "kvStorageAdaptiveGroups",
       .resource_type = "kv_namespace",
       .resource = "namespaceId",
       .names = ResourceNames::kv_namespaces,
       .measures = {stored("KV Storage", {"byteCount"})},
       .kept = kThreeMonths},
      {.name = "queueMessageOperationsAdaptiveGroups",
       .resource_type = "queue",
       .resource = "queueId",
       .names = ResourceNames::queues,
       .action = "actionType",
       .measures = {counted("Queues - Standard operations", "Operations", "billableOperations")},
       .kept = kThreeMonths},
      {.name = "vectorizeV2QueriesAdaptiveGroups",
       .resource_type = "vectorize_index",
       .resource = "indexName",
       .names = ResourceNames::themselves,
       .measures = {counted("Vectorize - Queried Dimensions", "Dimensions",
                            "queriedVectorDimensions")},
       .kept = kMonth},
      {.name = "vectorizeV2StorageAdaptiveGroups",
       .resource_type = "vectorize_index",
       .resource = "indexName",
       .names = ResourceNames::themselves,
       .measures = {{"Vectorize - Stored Dimensions",
                     "Dimension-months",
                     Aggregate::max,
                     {"storedVectorDimensions"},
                     1,
                     true}},
       .kept = kMonth},
      {.name = "workersAnalyticsEngineAdaptiveGroups",
       .resource_type = "analytics_engine_dataset",
       .resource = "dataset",
       .names = ResourceNames::themselves,
       .measures = {{"", "Data points", Aggregate::count}}},
      {.name = "artifactsEventsAdaptiveGroups",
       .resource_type = "artifacts_repository",
       .resource = "repositoryName",
       .names = ResourceNames::themselves,
       .action = "eventType",
       // How the line is called is assumed.
       .measures = {{"Artifacts Operations", "Operations", Aggregate::count}}},
      {.name = "logExplorerIngestionAdaptiveGroups",
       .resource_type = "log_explorer_dataset",
       .resource = "dataset",
       .names = ResourceNames::themselves,
       .further = {"zoneTag"},
       .measures = {counted("", "GB", "billableBytes", kGigabyte)},
       .kept = kMonth,
       .time = "datetimeHour"},
  };
}

std::vector<Dataset> media_and_zones() {
  return {
      {.name = "imagesTransformationsAdaptiveGroups",
       .resource_type = "worker",
       .resource = "scriptName",
       .names = ResourceNames::themselves,
       .further = {"zoneTag"},
       .measures = {counted("", "Transformations", "billableEventCount")}},
      {.name = "imagesRequestsAdaptiveGroups",
       .resource_type = "account",
       .measures = {counted("", "Requests", "requests")}},
      {.name = "streamMinutesViewedAdaptiveGroups",
       .resource_type = "stream_video",
       .resource = "uid",
       .measures = {counted("", "Minutes", "minutesViewed")},
       .kept = kThreeMonths},
      {.name = "cacheReserveOperationsAdaptiveGroups",
       .scope = DatasetScope::zone,
       .resource_type = "zone",
       .names = ResourceNames::zones,
       .action = "operationClass",
       .measures = {counted("", "Operations", "requests")},
       .kept = std::chrono::days{30}},
      {.name = "cacheReserveStorageAdaptiveGroups",
       .scope = DatasetScope::zone,
       .resource_type = "zone",
       .names = ResourceNames::zones,
       // A zone has several, and each says what it holds: the most of all would be that of one.
       // How the line is called is assumed.
       .further = {"bucketName"},
       .measures = {stored("Cache Reserve Storage", {"storedBytes"})},
       .kept = std::chrono::days{30}},
      // Billed are queries of DNS; these requests only show who causes them. How the line is called
      // is assumed.
      {.name = "loadBalancingRequestsAdaptiveGroups",
       .scope = DatasetScope::zone,
       .resource_type = "load_balancer",
       .resource = "lbName",
       .names = ResourceNames::themselves,
       .measures = {{"Load Balancing DNS Queries", "Requests", Aggregate::count}},
       .kept = std::chrono::days{30},
       .is_sampled = true},
  };
}

}  // namespace

const std::vector<Dataset>& all_datasets() {
  static const std::vector<Dataset> datasets = [] {
    std::vector<Dataset> all = compute();
    for (auto&& part : {storage(), media_and_zones()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return datasets;
}

}  // namespace cf_billing
