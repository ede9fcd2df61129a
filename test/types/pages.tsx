// What may be served where: the parameters of a path are the props of what it shows, with or without rules around it.
// Marked lines must not compile.
import { page, serve } from 'repartee/server'
import { Board, Stepper, Talk, Trip, Watch } from './examples.tsx'

await serve({
  pages: {
    '/': Stepper,
    '/trip': Trip,
    '/board': Board,
    '/watch': Watch,
    '/talk/:id': Talk,
    '/quiet/:id': page(Talk, { allow: who => who.session !== '' }),
  },
})

// @ts-expect-error nothing in the path says which talk
await serve({ pages: { '/talk': Talk } })
// @ts-expect-error nor with rules around it
await serve({ pages: { '/talk': page(Talk, {}) } })
