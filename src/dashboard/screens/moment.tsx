// One recorded event of a conversation: what it was before and after, side by side, with what changed marked.
// Invariant: a view of what it is given. Does not know where it was found.
import type { Node } from 'repartee'
import type { Moment } from 'repartee/server'
import { Ago, Badge, Facts, Go, Head } from '../kit.tsx'
import { to } from '../place.ts'
import type { Shown } from '../screen.ts'
import { bytes, counted, duration, number } from '../units.ts'
import { Value } from '../values.tsx'
import { OUTCOMES } from './about.tsx'
import type { Changes } from './instances.ts'

export interface MomentData {
  readonly found: (Pick<Moment, 'event' | 'patches'> & Changes) | null
  /** Numbers of the recorded events beside it. */
  readonly earlier: number | null
  readonly later: number | null
}

export function MomentView(of: Shown<MomentData>): Node {
  const { place, data } = of
  const { found, earlier, later } = data
  const at = (moment: number, text: string): Node => (
    <Go of={of} class="act" to={to(place, 'conversations', place.id, { moment: String(moment) })}>
      {text}
    </Go>
  )
  return (
    <div class="screen">
      <Head of={of} title={`Event ${place.q['moment'] ?? ''}`} back="Conversations">
        {earlier !== null && at(earlier, 'Earlier')}
        {later !== null && at(later, 'Later')}
        <Go of={of} class="act" to={to(place, 'conversations', place.id)}>
          Its conversation
        </Go>
      </Head>
      {found === null ? (
        <p class="empty">
          This event is not recorded. Press “Record” on the page of its conversation; from then on its last
          100 events can be looked at here.
        </p>
      ) : (
        <Found found={found} />
      )}
    </div>
  )
}

function Found({ found }: { found: NonNullable<MomentData['found']> }): Node {
  const { event, patches, rows, same, more } = found
  return (
    <>
      <Facts
        of={[
          ['What', `${event.what} of ${event.component}`],
          ['Kind', event.kind],
          ['When', <Ago at={event.at} />],
          ['Outcome', <Badge tone={OUTCOMES[event.outcome]}>{event.outcome}</Badge>],
          ['Took', duration(event.tookUs / 1000)],
          ['Patches', `${number(event.patches)}, ${bytes(event.patchBytes)}`],
          [
            'Drawn',
            patches.map(({ target, chars }) => `${target} (${number(chars)} characters)`).join(', ') ||
              'nothing',
          ],
        ]}
      />
      {event.payload !== undefined && <Value of={event.payload} name="with" open />}
      {rows.map(({ iid, name, before, after }) => (
        <section key={iid} class="change">
          <h2>
            {name} <small>{`#${iid}`}</small> {before === undefined && <Badge tone="good">came</Badge>}
            {after === undefined && <Badge tone="bad">left</Badge>}
          </h2>
          <div class="sides">
            <div class="side was">
              <h3>Before</h3>
              {before === undefined ? (
                <p class="none">It was not there.</p>
              ) : (
                <Value of={before} open beside={{ value: after }} />
              )}
            </div>
            <div class="side is">
              <h3>After</h3>
              {after === undefined ? (
                <p class="none">It is not there.</p>
              ) : (
                <Value of={after} open beside={{ value: before }} />
              )}
            </div>
          </div>
        </section>
      ))}
      <p class="empty">
        {rows.length === 0 && 'No instance changed. '}
        {more > 0 && `${number(more)} more changed. `}
        {same > 0 && `${counted(same, 'instance')} stayed as before.`}
      </p>
    </>
  )
}
