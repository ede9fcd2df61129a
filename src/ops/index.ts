// repartee/ops - what runs in this program, watched live: endpoints, workers, crons, rate limits, resources, traces.
// Each of them is a source: it nudges when what it would show has changed, and gives a snapshot when asked.
// Useful without the rest of repartee. Read ops.ts for the whole, then any source; sampler.ts and feed.ts for how viewers see them.
export { ops } from './ops.ts'
export type { Attached, Ops, OpsOptions, Section } from './ops.ts'
export { outside } from './outside.ts'
export type { Outside } from './outside.ts'
export type { Cluster } from './cluster.ts'
export type { Answer, Answered, ClusterShown, Company, NodeShown } from './cluster.ts'
export type { ClusterTotal, NodeFigures, NodeSaid } from './cluster-figures.ts'
export type { Registry } from './registry.ts'
export type {
  Attachment,
  EndpointShown,
  MiddlewareShown,
  RegistryBounds,
  RegistrySnapshot,
  ResourceEntry,
  ServiceShown,
  WorkerEntry,
  WorkerStatus,
} from './registry.ts'
export type { Logs } from './logs.ts'
export type { LogCounts, LogLine } from './logs.ts'
export type { Done, Op, Run } from './op.ts'
export { Source } from './source.ts'
export type { Workers } from './workers.ts'
export type { WorkerDetail, WorkersOptions } from './workers.ts'
export { worker } from './worker.ts'
export type { Restart, Worker, WorkerOptions, WorkerRun } from './worker.ts'
export type { WorkerRunShown, WorkerShown } from './worker-life.ts'
export type { Backoff } from './backoff.ts'
export { cron } from './cron.ts'
export type { Cron, CronOptions, Misfire, Overlap, Per } from './cron.ts'
export type { CronRunAt } from './turns.ts'
export type { Shared } from './shared.ts'
export type { Crons } from './crons.ts'
export type { CronsOptions, CronsShown, Triggered } from './crons.ts'
export type { CronShown } from './cron-shown.ts'
export type { CronCounts, CronLine, CronRun, RunCause, RunOutcome } from './cron-runs.ts'
export type { Resources } from './resources.ts'
export type { ResourceDetail, ResourceFigure, ResourcesOptions } from './resources.ts'
export { resource } from './resource.ts'
export type { Resource, ResourceKind, ResourceLife } from './resource.ts'
export type { ResourceChange, ResourceShown, ResourceStatus } from './resource-life.ts'
export type { Probe } from './probe.ts'
export { limit } from './limit.ts'
export type { Limit, LimitBy, LimitRule, Rate, Rule } from './limit.ts'
export { Limits, retryAfterSeconds } from './limits.ts'
export type { LimitsOptions, LimitsShown } from './limits.ts'
export type { LimitShown, RuleShown } from './limit-kept.ts'
export type { Verdict } from './buckets.ts'
export type { DeniedKey } from './denials.ts'
export type { Audit } from './audit.ts'
export type { Act, AuditEntry, AuditOptions } from './audit.ts'
export type { ProcessFigures } from './process.ts'
export type { ProcessOptions, ProcessSample, ProcessShown } from './process.ts'
export type { Gauged, Gauges } from './gauges.ts'
export { Edges } from './edges.ts'
export type { Corner, EdgeKey, EdgeRow, EdgesOptions } from './edges.ts'
export { Faults } from './faults.ts'
export type { FaultDetail, FaultRow, Occurrence, Thrown } from './faults.ts'
export type { Bucket } from './histogram.ts'
export { Measuring } from './measure.ts'
export type { MeasuringOptions } from './measure.ts'
export { Metrics } from './metrics.ts'
export type {
  EndpointDetail,
  EndpointKey,
  EndpointRow,
  HistoryPoint,
  MetricsOptions,
  MetricsSnapshot,
  Transport,
} from './metrics.ts'
export { PROMETHEUS_TYPE } from './prometheus.ts'
export type { SpanOptions } from './span.ts'
export type { Counts, StatusClasses, Summary } from './summary.ts'
export { formatTraceparent } from './traceparent.ts'
export type { TraceParent } from './traceparent.ts'
export { Traces } from './traces.ts'
export type { SpanRow, TraceDetail, TraceKind, TraceRow, TracesOptions } from './traces.ts'
export type { Measured, Outcome, Work } from './work.ts'
export type { FrameworkOptions, RequestLike, ResponseLike } from './frameworks/exchange.ts'
export type { ExpressRequest, ExpressWatch } from './frameworks/express.ts'
export type { FastifyLike, FastifyReplyLike, FastifyRequestLike } from './frameworks/fastify.ts'
export type { HonoContext } from './frameworks/hono.ts'
export { measureNode } from './frameworks/node.ts'
export type { NodeOptions } from './frameworks/node.ts'

export type { Sampler, Sampled, Follow, Readable } from './sampler.ts'
export type { History } from './history.ts'
