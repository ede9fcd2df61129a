// What the palette offers of endpoints: each by its name and service.
import type { Desk } from './desk.ts'
import { endpointId } from './endpoint-id.ts'
import type { Entry } from './entries.ts'

export const endpointEntries = ({ ops }: Desk): readonly Entry[] =>
  ops.registry.read().endpoints.map(({ service, name }) => ({
    kind: 'endpoint',
    text: `${name} · ${service}`.slice(0, 160),
    go: { screen: 'endpoints', id: endpointId(service, name) },
  }))
