// Datasets of what runs: Workers, Pages, Durable Objects, Queues, Containers and the like.
//
// Names are those of Cloudflare's schema as it was introspected and published in 2026. Which
// datasets have avg.sampleInterval is published of Workers, D1 and Load Balancing, and that Workers
// AI, Queues and Workflows have none; of the others it is assumed. Clients ask `availableFields`.
#include "dataset_words.h"

namespace sandbox {
namespace {

constexpr const char* kRequests = "workers_standard_requests";
constexpr const char* kCpu = "workers_standard_cpu_time";
constexpr const char* kObjectRequests = "durable_objects_requests";
constexpr const char* kObjectDuration = "durable_objects_duration";
constexpr const char* kMemory = "container_memory";

// Of what is billed as Workers requests, so much are Functions of Pages.
constexpr double kOfWorkers = 0.95;
// And of Durable Objects' requests so much are calls; the others are messages that come in over a
// WebSocket, twenty of which are one request.
constexpr double kOfCalls = 0.9;
constexpr double kMessagesOfRequest = 20;

Dataset workers() {
  return {
      "workersInvocationsAdaptive",
      false,
      90,
      ResourceKind::kWorker,
      "scriptName",
      "",
      dimensions_of("scriptName scriptTag scriptVersion status usageModel coloCode"
                    " dispatchNamespaceName environmentName isPreview:uint8" +
                    kTimesToSixHours),
      metrics_of("sum_requests sum_errors sum_subrequests sum_cpuTimeUs sum_duration:float64"
                 " sum_wallTime sum_responseBodySize" +
                 kInterval),
      {part("", "sum_requests", kRequests, 0, kOfWorkers), all_of("sum_cpuTimeUs", kCpu, 1000),
       part("", "sum_errors", kRequests, 0, 0.003), part("", "sum_subrequests", kRequests, 0, 0.6),
       part("", "sum_wallTime", kRequests, 0, 1, 21'000),
       part("", "sum_responseBodySize", kRequests, 0, 1, 7'300)}};
}

Dataset pages_functions() {
  return {"pagesFunctionsInvocationsAdaptiveGroups",
          false,
          90,
          ResourceKind::kPagesProject,
          "scriptName",
          "",
          dimensions_of("scriptName status usageModel" + kTimesToSixHours),
          metrics_of("sum_requests sum_errors sum_subrequests sum_duration:float64 sum_wallTime" +
                     kInterval),
          {part("", "sum_requests", kRequests, kOfWorkers, 1),
           part("", "sum_errors", kRequests, kOfWorkers, 0.9502),
           part("", "sum_wallTime", kRequests, kOfWorkers, 1, 18'000)}};
}

Dataset object_invocations() {
  return {"durableObjectsInvocationsAdaptiveGroups",
          false,
          90,
          ResourceKind::kObjectNamespace,
          "namespaceId",
          "",
          dimensions_of("namespaceId objectId name scriptName scriptVersion environmentName"
                        " isPreview:uint8 status type coloCode" +
                        kTimesToSixHours),
          metrics_of("sum_requests sum_errors sum_responseBodySize sum_wallTime" + kInterval),
          {part("", "sum_requests", kObjectRequests, 0, kOfCalls),
           part("", "sum_errors", kObjectRequests, 0, 0.001),
           part("", "sum_responseBodySize", kObjectRequests, 0, 1, 840),
           // Nothing like the duration that is billed.
           part("", "sum_wallTime", kObjectDuration, 0, 1, 5e10)}};
}

// Not adaptive: it is not sampled.
Dataset object_periods() {
  constexpr double kMicrosecondsOfGigabyteSecond = 1e6 / 0.128;
  return {
      "durableObjectsPeriodicGroups",
      false,
      90,
      ResourceKind::kObjectNamespace,
      "namespaceId",
      "",
      dimensions_of("namespaceId objectId name coloCode" + kTimesToSixHours),
      metrics_of("count sum_duration:float64 sum_activeTime sum_cpuTime sum_rowsRead"
                 " sum_rowsWritten sum_storageReadUnits sum_storageWriteUnits"
                 " sum_storageDeletes sum_subrequests sum_inboundWebsocketMsgCount"),
      {all_of("sum_duration", kObjectDuration),
       all_of("sum_activeTime", kObjectDuration, kMicrosecondsOfGigabyteSecond),
       all_of("sum_cpuTime", kObjectDuration, 90'000), part("", "count", kObjectRequests, 0, 0.1),
       part("", "sum_rowsRead", kObjectRequests, 0, 1, 14),
       part("", "sum_rowsWritten", kObjectRequests, 0, 0.4),
       part("", "sum_storageReadUnits", kObjectRequests, 0, 0.2),
       part("", "sum_storageWriteUnits", kObjectRequests, 0, 0.05),
       part("", "sum_storageDeletes", kObjectRequests, 0, 0.01),
       part("", "sum_subrequests", kObjectRequests, 0, 0.3),
       part("", "sum_inboundWebsocketMsgCount", kObjectRequests, kOfCalls, 1, kMessagesOfRequest)}};
}

Dataset queues() {
  constexpr const char* kOperations = "queues_operations";
  return {"queueMessageOperationsAdaptiveGroups",
          false,
          90,
          ResourceKind::kQueue,
          "queueId",
          "actionType",
          dimensions_of("queueId actionType consumerType outcome" + kTimesToSixHours),
          metrics_of("count sum_billableOperations sum_bytes avg_lagTime:float64"
                     " avg_retryCount:float64 max_messageSize"),
          {part("WriteMessage", "sum_billableOperations", kOperations, 0, 0.34),
           part("ReadMessage", "sum_billableOperations", kOperations, 0.34, 0.67),
           part("DeleteMessage", "sum_billableOperations", kOperations, 0.67, 1),
           part("WriteMessage", "count", kOperations, 0, 0.34),
           part("ReadMessage", "count", kOperations, 0.34, 0.67),
           part("DeleteMessage", "count", kOperations, 0.67, 1),
           part("WriteMessage", "sum_bytes", kOperations, 0, 0.34, 2'100)}};
}

std::vector<Source> container_sources() {
  return {all_of("sum_allocatedMemory", kMemory, kGibibyte),
          all_of("sum_allocatedDisk", kMemory, 2e9), all_of("sum_cpuTimeSec", kMemory, 0.06),
          all_of("sum_txBytes", kMemory, 4e5)};
}

Dataset container_use() {
  return {"containersUsageAdaptiveGroups",
          false,
          32,
          ResourceKind::kContainer,
          "applicationId",
          "",
          dimensions_of("applicationId instanceId label location placementId region" +
                        kTimesToSixHours),
          metrics_of("sum_cpuTimeSec:float64 sum_allocatedMemory:float64"
                     " sum_allocatedDisk:float64 sum_txBytes"),
          container_sources()};
}

Dataset container_metrics() {
  std::vector<Source> sources = container_sources();
  sources.push_back(all_of("count", kMemory, 0.02));
  return {"containersMetricsAdaptiveGroups",
          false,
          32,
          ResourceKind::kContainer,
          "applicationId",
          "",
          dimensions_of("applicationId instanceId active deploymentId durableObjectId label"
                        " location placementId procType region" +
                        kTimesToSixHours),
          metrics_of("count sum_cpuTimeSec:float64 sum_allocatedMemory:float64"
                     " sum_allocatedDisk:float64 sum_rxBytes sum_txBytes"),
          std::move(sources)};
}

Dataset workflows() {
  return {
      "workflowsAdaptiveGroups",
      false,
      32,
      ResourceKind::kWorkflow,
      "workflowName",
      "eventType",
      dimensions_of("workflowName eventType instanceId" + kTimes),
      metrics_of("count sum_stepCount sum_allStepCount sum_cpuTime sum_executionDuration"
                 " sum_wallTime sum_retryCount avg_cpuTime:float64 avg_wallTime:float64"),
      {tried_out("STEP_SUCCESS", "count", 91'000), tried_out("STEP_FAILURE", "count", 1'300),
       tried_out("ATTEMPT_START", "count", 94'000), tried_out("WORKFLOW_SUCCESS", "count", 15'000),
       tried_out("WORKFLOW_SUCCESS", "sum_stepCount", 91'000),
       tried_out("WORKFLOW_SUCCESS", "sum_cpuTime", 4e8)}};
}

Dataset build_minutes() {
  return {"workersBuildsBuildMinutesAdaptiveGroups",
          false,
          32,
          ResourceKind::kNone,
          "",
          "",
          dimensions_of(kTimes),
          metrics_of("sum_buildMinutes"),
          {all_of("sum_buildMinutes", "worker_build_minutes")}};
}

Dataset browser_time() {
  return {"browserRenderingBrowserTimeUsageAdaptiveGroups",
          false,
          32,
          ResourceKind::kNone,
          "",
          "",
          dimensions_of("sessionId sessionDurationMs:uint64 sessionStart:Time sessionEnd:Time" +
                        kTimes),
          metrics_of("count sum_totalSessionDurationMs avg_avgSessionDurationMs:float64"
                     " max_maxSessionDurationMs"),
          {all_of("sum_totalSessionDurationMs", "browser_rendering_hours", 3'600'000),
           all_of("count", "browser_rendering_hours", 41)}};
}

Dataset inference() {
  constexpr const char* kNeurons = "workers_ai_neurons";
  return {
      "aiInferenceAdaptiveGroups",
      false,
      32,
      ResourceKind::kModel,
      "modelId",
      "",
      dimensions_of("modelId requestSource tag errorCode modelIsBeta:uint8 neurons:float64" +
                    kTimesToSixHours),
      metrics_of("count sum_totalNeurons:float64 sum_totalInputTokens sum_totalOutputTokens"
                 " sum_totalInferenceTimeMs sum_totalRequestBytesIn sum_totalRequestBytesOut"),
      {all_of("sum_totalNeurons", kNeurons), part("", "count", kNeurons, 0, 0.05),
       all_of("sum_totalInputTokens", kNeurons, 31), all_of("sum_totalOutputTokens", kNeurons, 6)}};
}

Dataset gateway_requests() {
  return {"aiGatewayRequestsAdaptiveGroups",
          false,
          62,
          ResourceKind::kGateway,
          "gateway",
          "",
          dimensions_of("gateway model provider cached:uint8 error:uint8 statusCode:uint64"
                        " metadataKey metadataValue metadataUserId sampleInterval:uint64" +
                        kTimes),
          metrics_of("count sum_cost:float64 sum_cachedRequests sum_erroredRequests"
                     " sum_cachedTokensIn sum_cachedTokensOut sum_uncachedTokensIn"
                     " sum_uncachedTokensOut"),
          {tried_out("", "count", 52'000), tried_out("", "sum_cost", 23),
           tried_out("", "sum_uncachedTokensIn", 6.2e6),
           tried_out("", "sum_uncachedTokensOut", 8.7e5)}};
}

Dataset load_balancing() {
  return {"loadBalancingRequestsAdaptiveGroups",
          true,
          30,
          ResourceKind::kLoadBalancer,
          "lbName",
          "",
          dimensions_of("lbName coloCode region proxied:uint8 selectedPoolId selectedPoolName"
                        " selectedOriginName steeringPolicy errorType sampleInterval:uint64" +
                        kTimes + " datetimeHalfOfHour:Time"),
          metrics_of("count" + kInterval),
          {all_of("count", "load_balancing_queries")}};
}

}  // namespace

std::vector<Dataset> compute_datasets() {
  return {workers(),       pages_functions(), object_invocations(), object_periods(),
          queues(),        container_use(),   container_metrics(),  workflows(),
          build_minutes(), browser_time(),    inference(),          gateway_requests(),
          load_balancing()};
}

}  // namespace sandbox
