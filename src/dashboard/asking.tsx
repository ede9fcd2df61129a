// The question before a dangerous act. It is part of the dashboard's state, not a call: Back leads to where somebody was, never to
// a question that was answered.
// Invariant: Escape, and Enter alone, mean no.
import type { Creator, Node } from 'repartee'
import type { Act } from './screen.ts'
import { verbOf } from './verbs.ts'

/** An act that waits for a yes. */
export interface Asking {
  readonly act: Act
  readonly fields: Readonly<Record<string, string>>
  readonly question: string
}

export function Ask({
  of: { act, question },
  where,
  yes,
  no,
}: {
  of: Asking
  /** On which nodes, where there are several. */
  where: string
  yes: Creator<void>
  no: Creator<void>
}): Node {
  const { title = act.do, details } = verbOf(act.do) ?? {}
  return (
    <dialog
      open
      class="rp-dialog ask"
      role="alertdialog"
      aria-labelledby="ask-title"
      aria-describedby="ask-details"
      rp-hook="modal"
      onPush={no}
      onKeyDown={no}
      keys="Escape"
    >
      <h2 class="rp-dialog-title" id="ask-title">
        {question}
      </h2>
      <p class="rp-dialog-details" id="ask-details">
        <b>{act.target}</b>
        {where !== '' && ` on ${where}`}
        {details !== undefined && `. ${details}`}
      </p>
      <div class="rp-buttons">
        <button type="button" class="rp-button" onClick={no} autofocus>
          No
        </button>
        <button type="button" class="rp-button rp-danger" onClick={yes}>
          {title}
        </button>
      </div>
    </dialog>
  )
}
