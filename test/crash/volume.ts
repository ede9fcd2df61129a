// A volume of its own, so small that it can be filled. Needs the right to mount, which not every machine gives.
// Invariant: it is taken away again, whatever happened in it.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

const SIZE = '128m'

/** False where it cannot be had. */
export function mount(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    mkdirSync(folder, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'none', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export function unmount(folder: string): void {
  execFileSync('umount', [folder], { stdio: 'ignore' })
}
