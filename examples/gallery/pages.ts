// All pages of the gallery by their paths, and the dashboard, which is open to whoever sits at this machine.
import { dashboard } from 'repartee/dashboard'
import { page } from 'repartee/server'
import { operations } from '../operations.ts'
import { address } from './groups/address.tsx'
import { asking } from './groups/asking.tsx'
import { edges } from './groups/edges.tsx'
import { feel } from './groups/feel.tsx'
import { first } from './groups/first.tsx'
import { forms } from './groups/forms.tsx'
import { host } from './groups/host.tsx'
import { lists } from './groups/lists.tsx'
import { people } from './groups/people.tsx'
import { room, time } from './groups/time.tsx'
import { localBehind } from './nodes/local.ts'
import { Welcome } from './welcome.tsx'

export const pages = {
  '/': page(Welcome, { title: 'repartee' }),
  ...first,
  ...asking,
  ...lists,
  ...forms,
  ...address,
  '/tabs/:shown': address['/tabs'],
  ...time,
  '/chat/:room': room,
  ...people,
  ...feel,
  ...edges,
  ...host,
  // Whoever calls himself so at the door sees everything and changes nothing.
  '/ops': dashboard(operations, {
    role: who => (who === 'guest' ? 'viewer' : 'operator'),
    ...(process.env['BEHIND'] !== undefined && { allow: localBehind(1) }),
  }),
}
