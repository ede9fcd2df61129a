// What a source of changes looks like from outside: it can be given one hook, and calls it after each real change.
// Invariant: a change that shows nowhere is no change, so the hook is not called for it.
// Knows nothing of who listens; usually the hook is `() => notifier.notify()`.

/** What a source calls after each real change of what it would show. */
export type ChangeHook = () => void

/** Anything whose changes can be watched. Setting a hook replaces the last one; `undefined` removes it. */
export interface ChangeSource {
  setChangeHook(hook: ChangeHook | undefined): void
}
