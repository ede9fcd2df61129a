// Where in the program something was defined, worked out only if somebody asks.
// Invariant: making the note costs what a stack costs to walk, never what it costs to write down; in production nobody asks.

/** `here`: made by the function that the program called. The answer: `file:line:column`, as the machine names files. */
export function whereOf(here: Error): () => string | undefined {
  return () => {
    const [, caller = ''] = (here.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
    return /\(?(?:file:\/\/)?([^()\s][^()]*:\d+:\d+)\)?$/.exec(caller.replace(/^\s+at (async )?/, ''))?.[1]
  }
}
