// The page about a server of one's own, in the group "Edges".
import { House, lampsOf } from '../../host/lamps.tsx'
import { exhibits } from '../exhibit.tsx'

const Lamps = lampsOf(new House())

export const host = exhibits({
  '/host': {
    about: (
      <>
        A server that is there already keeps its pages, its routes and its port. The live pages are a handler
        that it asks first: below <code>/app</code> are theirs, and whatever is none of theirs is passed on.
      </>
    ),
    tries: [
      'These are the same lamps, in this gallery’s process. Light one here and look at this page in a second window.',
      <>
        Run it: <code>node --conditions=source --import tsx examples/host/main.tsx</code>. Open the live page,
        and light a lamp by <code>curl -X POST localhost:3000/api/lamps</code>.
      </>,
    ],
    sources: ['host/main.tsx', 'host/lamps.tsx'],
    shows: () => <Lamps />,
  },
})
