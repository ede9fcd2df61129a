// A request that cannot be understood.
// Does not know the commands.
import { ReparteeError } from '../errors/index.ts'

export class Misused extends ReparteeError {
  /** `command`: '' where that is what is not understood. */
  constructor(command: string, expected: string, got: string) {
    const called = `repartee ${command}`.trimEnd()
    super('bad-argument', { what: `${called} was not understood`, expected, got, try: `${called} --help` })
  }
}
