// What all four dialogs share: an element with a label, what it says beside that, and its buttons in a row.
// Idea: `open`, so that it shows where it is called in place or embedded, and without a script; called over the page, the
// browser's half shows it as a modal. A plain view: knows no component.
import type { Child, Creator, Node } from '../jsx/index.ts'

interface Frame {
  readonly here: { readonly instanceId: string }
  /** What it is about, in a line: the label, unless `labelled` says that another element is. */
  readonly title?: Child
  readonly details?: Child
  /** Interrupts: a mistake here is hard to undo. */
  readonly urgent?: boolean | undefined
  readonly labelled?: string | undefined
  /** Offered to Escape. */
  readonly dismiss: Creator<void>
  readonly children?: Child
}

export function Frame({ here, title, details, urgent, labelled, dismiss, children }: Frame): Node {
  const titleId = idOf(here, 'title')
  const detailsId = idOf(here, 'details')
  return (
    <dialog
      open
      class="rp-dialog"
      role={urgent === true && 'alertdialog'}
      aria-labelledby={labelled ?? titleId}
      aria-describedby={details === undefined ? undefined : detailsId}
      onCancel={dismiss}
    >
      {title !== undefined && (
        <h2 class="rp-dialog-title" id={titleId}>
          {title}
        </h2>
      )}
      {details !== undefined && (
        <p class="rp-dialog-details" id={detailsId}>
          {details}
        </p>
      )}
      {children}
    </dialog>
  )
}

/** Unique on the page, and the same in every render. */
export function idOf(here: { readonly instanceId: string }, part: string): string {
  return `rp-${here.instanceId}-${part}`
}
