// How the program does, in figures: what it is asked and answers, and how much room it has left.
import type { Node } from 'repartee'
import { Figure, Spark, type Tone } from '../kit.tsx'
import type { Shown } from '../screen.ts'
import { bytes, duration, number, percent } from '../units.ts'
import type { Overview } from './overview-data.ts'

type Of = Shown<Overview>

/** Red where every tenth request fails, amber where any does. */
export const toneOf = (share: number): Tone | undefined =>
  share >= 0.1 ? 'bad' : share > 0 ? 'warn' : undefined

export function Traffic({ data }: Of): Node {
  const { total, minute, server } = data
  const share = total === undefined || total.lastMinute === 0 ? 0 : total.errorsLastMinute / total.lastMinute
  return (
    <div class="figures">
      <Figure
        key="Requests"
        name="Requests"
        note={`${number(total?.lastMinute ?? 0)} in the last minute`}
        line={<Spark key="line" values={minute.requests} label="Requests per second in the last minute" />}
      >
        {number(total?.perSecond ?? 0)}/s
      </Figure>
      <Figure
        key="Errors"
        name="Errors"
        tone={toneOf(share)}
        note={`${number(total?.errorsLastMinute ?? 0)} in the last minute`}
        line={
          <Spark
            key="line"
            values={minute.errors}
            most={1}
            tone="bad"
            label="Errors per second in the last minute"
          />
        }
      >
        {percent(share)}
      </Figure>
      <Figure
        key="Latency, p95"
        name="Latency, p95"
        note={`p50 ${duration(total?.p50)} · p99 ${duration(total?.p99)}`}
        line={
          <Spark
            key="line"
            values={minute.p95}
            tone="good"
            label="Latency p95 of each second in the last minute"
          />
        }
      >
        {duration(total?.p95)}
      </Figure>
      {server !== undefined && (
        <>
          <Figure
            key="Conversations"
            name="Conversations"
            note={`${number(server.conversations.away)} away, ${number(server.conversations.resting)} of them at rest`}
          >
            {number(server.conversations.connected)} connected
          </Figure>
          <Figure
            key="Streams"
            name="Streams"
            note={`${number(server.streams.own)} own, ${number(server.streams.shared)} shared, ${number(server.streams.pieces)} in pieces`}
          >
            {number(server.streams.own + server.streams.shared + server.streams.pieces)} open
          </Figure>
        </>
      )}
    </div>
  )
}

export function Saturation({ data }: Of): Node {
  const { minute, server } = data
  const sample = data.process?.last ?? undefined
  return (
    <>
      <h2>Saturation</h2>
      {sample === undefined && <p class="empty">The process is looked at once a second from its start.</p>}
      <div class="figures">
        {sample !== undefined && (
          <>
            <Figure
              key="Event-loop delay, p99"
              name="Event-loop delay, p99"
              tone={sample.delayP99Ms > 100 ? 'warn' : undefined}
              note={`mean ${duration(sample.delayMeanMs)} · most ${duration(sample.delayMaxMs)}`}
              line={
                <Spark
                  key="line"
                  values={minute.delay}
                  most={20}
                  label="Event-loop delay p99 in the last minute"
                />
              }
            >
              {duration(sample.delayP99Ms)}
            </Figure>
            <Figure
              key="CPU"
              name="CPU"
              note={`main thread ${percent(sample.loop)} busy`}
              line={<Spark key="line" values={minute.cpu} most={1} label="Cores used in the last minute" />}
            >
              {number(sample.cpu)} cores
            </Figure>
            <Figure
              key="Memory"
              name="Memory"
              note={`heap ${bytes(sample.heapUsedBytes)} of ${bytes(sample.heapTotalBytes)}`}
              line={<Spark key="line" values={minute.memory} label="Resident memory in the last minute" />}
            >
              {bytes(sample.rssBytes)}
            </Figure>
            <Figure
              key="Garbage collection"
              name="Garbage collection"
              tone={sample.gc > 0.1 ? 'warn' : undefined}
              note={`${number(sample.gcs)} collections in a second`}
              line={
                <Spark
                  key="line"
                  values={minute.gc}
                  most={0.05}
                  label="Share of time in garbage collection"
                />
              }
            >
              {percent(sample.gc)}
            </Figure>
          </>
        )}
        {server !== undefined && (
          <Figure
            key="Queues"
            name="Queues"
            tone={server.waiting > 100 ? 'warn' : undefined}
            note={`${bytes(server.queuedBytes)} to be sent · ${number(server.timers)} timers · ${number(server.subscribers)} subscribers`}
          >
            {number(server.waiting)} waiting
          </Figure>
        )}
      </div>
    </>
  )
}
