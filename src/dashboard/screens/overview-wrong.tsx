// What is wrong right now, and which errors are new, each with a way to it.
import type { FaultRow } from 'repartee/ops'
import type { Node } from 'repartee'
import { Ago, Badge, Go } from '../kit.tsx'
import { keyOn, OnNode, toOn } from '../parts.tsx'
import { to } from '../place.ts'
import type { Shown } from '../screen.ts'
import { number } from '../units.ts'
import type { Overview, Wrong } from './overview-data.ts'

type Of = Shown<Overview>

export function WrongNow({ of }: { of: Of }): Node {
  const { wrong, errors, counts } = of.data
  return (
    <div key="wrong" class={wrong.length + errors.length === 0 ? 'panels calm' : 'panels'}>
      <section class="panel wrong" aria-label="Wrong right now">
        <h2>
          {wrong.length === 0 ? (
            <Badge tone="good">Nothing is down</Badge>
          ) : (
            <Badge tone="bad">Wrong right now: {wrong.length}</Badge>
          )}
        </h2>
        {wrong.length === 0 ? (
          <p class="note">
            {counts
              .filter(([, count]) => count > 0)
              .map(([names, count]) => `${number(count)} ${count === 1 ? names.slice(0, -1) : names}`)
              .join(' · ') || 'Nothing runs yet.'}
          </p>
        ) : (
          <ul>
            {wrong.map(each => (
              <Trouble key={keyOn(each, `${each.kind} ${each.name}`)} of={of} wrong={each} />
            ))}
          </ul>
        )}
      </section>
      {errors.length > 0 && (
        <section key="errors" class="panel wrong" aria-label="Newest errors">
          <h2>Newest errors</h2>
          <ul>
            {errors.map(each => (
              <Fault key={each.id} of={of} fault={each} />
            ))}
          </ul>
          <Go of={of} to={to(of.place, 'errors')}>
            All errors
          </Go>
        </section>
      )}
    </div>
  )
}

const Trouble = ({ of, wrong }: { of: Of; wrong: Wrong }): Node => (
  <li>
    <Badge tone={wrong.tone}>{wrong.kind}</Badge>
    <span class="what">
      {wrong.go.screen === '' ? (
        <b>{wrong.name}</b>
      ) : (
        <Go of={of} to={toOn(of.place, wrong.go.screen, wrong.go.id, wrong.on)}>
          {wrong.name}
        </Go>
      )}{' '}
      {wrong.on !== undefined && [<OnNode of={of} node={wrong.on} />, ' ']}
      {wrong.what}
    </span>
    {wrong.since !== null && <Ago at={wrong.since} />}
  </li>
)

const Fault = ({ of, fault }: { of: Of; fault: FaultRow }): Node => (
  <li>
    <span class="times">{number(fault.count)} ×</span>
    <span class="what">
      <Go of={of} to={to(of.place, 'errors', fault.id)}>
        {fault.name}
      </Go>{' '}
      {fault.message} <span class="none">in {fault.endpoint}</span>
    </span>
    <Ago at={fault.lastAt} />
  </li>
)
