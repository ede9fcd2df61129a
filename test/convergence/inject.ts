// Globals of the server, where it runs in a page: esbuild puts these in the place of the names.
import { Buffer, chance } from './builtins.ts'

export { Buffer }
export const virtualNow = (): number => chance.now()
export const setImmediate = <Given extends unknown[]>(
  task: (...given: Given) => void,
  ...given: Given
): void => chance.immediately(() => task(...given))
