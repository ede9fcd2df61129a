// One conversation in full: who and where, its instances as a tree, what happened in it lately, and what may be done about it.
// Invariant: a view of what it is given. Does not know where it was found.
// Past 250 lines by a few, as each part of it is drawn in a few lines.
import type { Node } from 'repartee'
import type { ConversationLook, Plain } from 'repartee/server'
import { Ago, Badge, Do, Facts, Go, Head } from '../kit.tsx'
import { to } from '../place.ts'
import type { Replayed } from '../replays.ts'
import { OnNode } from '../parts.tsx'
import type { NodeRef, Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { bytes, counted, duration, number } from '../units.ts'
import { Value } from '../values.tsx'
import { OUTCOMES, StateBadge } from './about.tsx'
import type { Instances, InstanceShown } from './instances.ts'

export interface OneData extends Omit<ConversationLook, 'tree'> {
  readonly tree: Instances
  readonly replayed: Replayed | null
  /** Which of several has it. */
  readonly node?: NodeRef
}

export function One(of: Shown<OneData>): Node {
  const { place, data: one } = of
  const { cid } = one
  return (
    <div class="screen">
      <Head of={of} title={one.path} back="Conversations">
        <StateBadge of={one} />
        <Do of={of} verb="conversation.fork" target={cid} />
        <Do of={of} verb={one.recorded ? 'conversation.unrecord' : 'conversation.record'} target={cid} />
        {one.recorded && <Do of={of} verb="conversation.replay" target={cid} />}
        <Do of={of} verb="conversation.end" target={cid} danger />
      </Head>
      <Facts
        key="facts"
        of={[
          ['Page', <code>{`${one.page} · ${one.component}`}</code>],
          ['Opened at', one.opened],
          ['Visitor', one.principal === '' ? 'nobody' : <code>{one.principal}</code>],
          [
            'Session',
            <Go of={of} to={to(place, 'conversations', '', { text: `session:${one.session}` })}>
              {one.session}
            </Go>,
          ],
          ['Conversation', <code>{cid}</code>],
          ...(one.node === undefined ? [] : [['Node', <OnNode of={of} node={one.node} />] as const]),
          ['Here since', <Ago at={one.since} />],
          ['Active', <Ago at={one.active} />],
          ['Events, failed, waiting', `${number(one.events)}, ${number(one.failed)}, ${number(one.waiting)}`],
          ['Patches', number(one.patches)],
          ['Unsent', bytes(one.queuedBytes)],
          ['Offers', number(one.offers)],
          ['Weight', `${number(one.weight)} characters`],
          ['Revision', number(one.revision)],
        ]}
      />
      {one.replayed !== null && <ReplayNote of={of} replayed={one.replayed} />}
      <h2>Instances</h2>
      <ul key="tree" class="tree">
        {one.tree.rows.map(node => (
          <li key={node.iid} class={`deep${Math.min(8, node.depth)}`}>
            <Instance of={node} />
          </li>
        ))}
      </ul>
      {one.tree.total > one.tree.rows.length && (
        <p class="empty">{`… and ${counted(one.tree.total - one.tree.rows.length, 'more instance')}`}</p>
      )}
      <h2>What happened lately</h2>
      <Events key="events" of={of} />
      <h2>History of the visitor</h2>
      <Table
        key="history"
        of={of}
        label="History of the visitor"
        rows={one.checkpoints}
        keyOf={entry => String(entry.by)}
        empty="There is none."
        columns={[
          { name: 'Entry', num: true, cell: entry => (entry.by > 0 ? `+${entry.by}` : entry.by) },
          {
            name: 'Address',
            cell: entry => <code>{entry.address === '' ? one.opened : entry.address}</code>,
          },
          { name: 'Came', cell: entry => <Ago at={entry.at} /> },
          {
            name: 'Left',
            cell: entry => (entry.by === 0 ? <Badge tone="good">here</Badge> : <Ago at={entry.left} />),
          },
        ]}
      />
    </div>
  )
}

function ReplayNote({ of, replayed }: { of: Shown<OneData>; replayed: Replayed }): Node {
  const { ran, recorded, differs, at } = replayed
  return (
    <p class={differs === null ? 'verdict good' : 'verdict bad'}>
      {differs === null ? (
        <>
          <Badge tone="good">the same</Badge>
          {` What was recorded was done again: the same came of ${number(ran)} of ${number(recorded)} events. `}
        </>
      ) : (
        <>
          <Badge tone="bad">differs</Badge>
          {` Event ${differs.number} went otherwise when it was done again, at `}
          <b>{differs.what}</b>
          {`: something reads what it was not given. `}
          <Go of={of} to={to(of.place, 'conversations', of.place.id, { moment: String(differs.number) })}>
            Look at it
          </Go>{' '}
        </>
      )}
      <Ago at={at} />
    </p>
  )
}

function Instance({ of: node }: { of: InstanceShown }): Node {
  const { timers, hears, frames } = node
  return (
    <details class="instance" open={node.depth === 0}>
      <summary>
        <b>{node.name}</b>
        <small>
          {`#${node.iid}`}
          {node.key !== undefined && ` key ${node.key}`}
        </small>
        {node.kind === 'flow' && <Badge tone="info">flow</Badge>}
        {node.over && <Badge tone="info">over the page</Badge>}
        {frames.length > 0 && <Badge tone="warn">{`waits for ${frames[0]?.waits ?? ''}`}</Badge>}
        {timers.length > 0 && <small>{counted(timers.length, 'timer')}</small>}
        {hears.length > 0 && <small>{`listens to ${number(hears.length)}`}</small>}
        {node.offers !== undefined && <small>{counted(node.offers, 'offer')}</small>}
        {node.failed !== undefined && <Badge tone="bad">{`failed ${node.failed.reference}`}</Badge>}
      </summary>
      <div class="inside">
        <p class="note">
          {node.owner}
          {node.where !== undefined && (
            <>
              , defined at <code>{node.where}</code>
            </>
          )}
          , changed <Ago at={node.changed} />
        </p>
        {node.failed?.detail !== undefined && <pre class="listing">{node.failed.detail}</pre>}
        {node.state !== undefined && <Value of={node.state} name="state" open />}
        <Value of={node.props} name="props" />
        {frames.map((frame, i) => (
          <section key={`f${i}`} class="frame">
            <p>
              <b>{frame.event === '' ? 'the flow' : frame.event}</b> began <Ago at={frame.began} />, waits for{' '}
              <code>{frame.waits}</code>
            </p>
            {!isNothing(frame.payload) && <Value of={frame.payload} name="given" />}
            <ol start={1 + (i === 0 ? node.steps : 0)}>
              {frame.steps.map(step => (
                <li>
                  <code>{step.ask}</code>{' '}
                  {step.error === undefined ? (
                    step.value !== undefined && ['→ ', <Value of={step.value} />]
                  ) : (
                    <span class="bad">{`threw ${step.error}`}</span>
                  )}
                </li>
              ))}
            </ol>
          </section>
        ))}
        {timers.length > 0 && (
          <ul class="facts-list">
            {timers.map(timer => (
              <li key={`t${timer.id}`}>
                timer <b>{timer.event}</b> {timer.due === undefined ? 'has fired' : <Ago at={timer.due} />}
                {timer.every !== undefined && `, every ${duration(timer.every)}`}
              </li>
            ))}
          </ul>
        )}
        {hears.length > 0 && (
          <ul class="facts-list">
            {hears.map((heard, i) => (
              <li key={`h${i}`}>
                {heard.kind === 'hear' ? 'topic' : 'source'} <code>{heard.name}</code> for{' '}
                <b>{heard.event}</b>
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  )
}

const isNothing = (value: Plain): boolean =>
  typeof value === 'object' && value !== null && value.is === 'undefined'

function Events({ of }: { of: Shown<OneData> }): Node {
  const { recorded, recent, cid } = of.data
  return (
    <Table
      of={of}
      label="What happened lately"
      rows={recent}
      keyOf={event => String(event.number)}
      empty="Nothing since it came here."
      columns={[
        {
          name: 'Event',
          num: true,
          cell: event =>
            recorded ? (
              <Go of={of} to={to(of.place, 'conversations', cid, { moment: String(event.number) })}>
                {number(event.number)}
              </Go>
            ) : (
              number(event.number)
            ),
        },
        { name: 'When', cell: event => <Ago at={event.at} /> },
        {
          name: 'What',
          cell: event => (
            <>
              <b>{event.what}</b>
              <br />
              <small>{`${event.kind} · ${event.component}${event.iid === undefined ? '' : ` #${event.iid}`}`}</small>
            </>
          ),
        },
        { name: 'With', cell: event => event.payload !== undefined && <Value of={event.payload} /> },
        {
          name: 'Outcome',
          cell: event => (
            <>
              <Badge tone={OUTCOMES[event.outcome]}>{event.outcome}</Badge>
              {event.troubles.map(reference => (
                <code>{reference}</code>
              ))}
            </>
          ),
        },
        { name: 'Took', num: true, cell: event => duration(event.tookUs / 1000) },
        { name: 'Patches', num: true, cell: event => number(event.patches) },
        { name: 'Size', num: true, cell: event => bytes(event.patchBytes) },
      ]}
    />
  )
}
