// Files that leave with an event: sent first, then the event goes with their ids. Loaded apart from the client, when a file is chosen.
// Start reading here: what is under way is a `Batch`, the files of one event (upload-send.ts: one file; upload-list.ts: what is seen).
// Invariant: an event goes once, when all of its files have arrived. Who removes a file, empties its field, takes the form out of the page
// or leaves it, has given it up: what had arrived of it is removed.
// Does not know the connection.
import { FILE_BYTES } from '../wire/index.ts'
import type { Wish } from './inbox.ts'
import type { Pending } from './pending.ts'
import type { Recovery } from './recover.ts'
import type { Status } from './status.ts'
import { listOf, mark, misfit, newRow, wordsFor, type Row } from './upload-list.ts'
import { openSending, type Failure, type Sending } from './upload-send.ts'

/** What the client gives to this part, which shares no code with it. */
export type Given = readonly [
  recovery: Pick<Recovery, 'where' | 'inbox'>,
  pending: Pick<Pending, 'begin'>,
  status: Pick<Status, 'say' | 'notice'>,
]

/** Takes a field for files in which another choice was made, or an event with files in its fields. */
export type Uploads = (what: HTMLInputElement | Wish) => void

/** Files that are sent at once. */
const AT_ONCE = 2
/** Times that files may turn out to be gone when their event comes. */
const TRIES = 3

interface Item {
  readonly file: File
  readonly input: HTMLInputElement
  readonly field: string
  row?: Row | undefined
  sent: number
  id?: string
  sending?: Sending
  failure?: Failure
  isRemoved?: boolean
}

interface Batch {
  readonly wish: Wish
  readonly items: Item[]
  /** The files have left the field. */
  readonly isApart: boolean
  cancel(): void
}

export function openUploads(document: Document, ...[recovery, pending, status]: Given): Uploads {
  const given = {
    where: recovery.where,
    push: recovery.inbox.push,
    begin: pending.begin,
    tell: status.say,
    notice: (text: string): void => status.notice({ text }),
  }
  const batches = new Set<Batch>()
  const rows = new Map<File, readonly [Row, HTMLInputElement]>()
  /** Where files have arrived before, of forms that are sent again. */
  const arrived = new WeakMap<File, readonly [at: string, id: string]>()
  const turns: (() => void)[] = []
  let running = 0

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) await new Promise<void>(go => turns.push(go))
    running++
    try {
      return await work()
    } finally {
      running--
      turns.shift()?.()
    }
  }

  const rowOf = (file: File, input: HTMLInputElement, remove: () => void): Row | undefined => {
    const list = listOf(input)
    const row = list ? newRow(list, file, remove) : undefined
    if (row) rows.set(file, [row, input])
    return row
  }
  const dropRow = (file: File): void => {
    rows.get(file)?.[0].element.remove()
    rows.delete(file)
  }

  /** Takes a file out of its field; whoever heeds the field is told as if the visitor had. */
  const unchoose = (input: HTMLInputElement, file: File): void => {
    const rest = new DataTransfer()
    for (const each of input.files!) if (each !== file) rest.items.add(each)
    input.files = rest.files
    for (const change of ['input', 'change']) input.dispatchEvent(new Event(change, { bubbles: true }))
  }

  /** Shows what a field holds, and what is wrong with it. True if nothing is. */
  const show = (input: HTMLInputElement): boolean => {
    const files = [...input.files!]
    for (const [file, [, of]] of rows) if (of === input && !files.includes(file)) dropRow(file)
    const wrong = files.map(file => misfit(file, input, FILE_BYTES))
    for (const [at, file] of files.entries())
      if (!rows.has(file))
        rowOf(file, input, () => unchoose(input, file))?.show(wrong[at] ? 'failed' : 'chosen', 0, wrong[at])
    const words = wrong.filter(Boolean).join('\n')
    input.setCustomValidity(words)
    if (words && listOf(input)) given.tell(words)
    else if (words) input.reportValidity()
    return !words
  }

  const giveUp = (item: Item): void => {
    item.isRemoved = true
    item.sending?.cancel()
    arrived.delete(item.file)
  }

  const start = (
    wish: Wish,
    chosen: readonly (readonly [string, HTMLInputElement, File])[],
    isApart: boolean,
  ): void => {
    const marked = new Set<Element>([wish.element!, ...chosen.map(([, input]) => input)])
    const settle = wish.begin?.()
    const items = chosen.map(([field, input, file]): Item => ({ field, input, file, sent: 0 }))
    const all = items.reduce((sum, { file }) => sum + file.size, 0)
    const progress = (): void => mark(marked, all ? items.reduce((sum, { sent }) => sum + sent, 0) / all : 1)
    const end = (): void => {
      batches.delete(batch)
      mark(marked, undefined)
    }
    const batch: Batch = {
      wish,
      items,
      isApart,
      cancel() {
        if (!batches.has(batch)) return
        end()
        for (const item of items) {
          giveUp(item)
          if (isApart) dropRow(item.file)
          else item.row?.show('chosen')
        }
        settle?.()
      },
    }
    batches.add(batch)
    for (const item of items) {
      const { file, input } = item
      const remove = (): void => {
        if (!isApart) return unchoose(input, file)
        giveUp(item)
        dropRow(file)
      }
      item.row = isApart ? rowOf(file, input, remove) : rows.get(file)?.[0]
      item.row?.show('waiting')
    }
    progress()
    given.tell(items.length > 1 ? `Sending ${items.length} files.` : `Sending ${items[0]!.file.name}.`)

    const one = async (item: Item): Promise<void> => {
      const { file, field, row } = item
      if (item.isRemoved) return
      const { cid } = given.where()
      const at = `${cid} ${fieldText(wish.offer, field)}`
      const [knownAt, known] = arrived.get(file) ?? []
      item.sending = openSending({
        file,
        told: { offer: wish.offer, field },
        where: given.where,
        id: knownAt === at ? known : undefined,
        progress(bytes, waits) {
          if (bytes >= 0) item.sent = bytes
          row?.show(waits ? 'waiting' : 'sending', item.sent)
          if (batches.has(batch)) progress()
        },
      })
      const outcome = await item.sending.arrived
      if (item.isRemoved) return
      if (typeof outcome === 'string') {
        item.failure = outcome
        const words = wordsFor(outcome, file.name)
        row?.show('failed', 0, words)
        if (outcome === 'left') return
        if (row) given.tell(words)
        else given.notice(words)
      } else {
        item.id = outcome.id
        item.sent = file.size
        arrived.set(file, [at, outcome.id])
        row?.show('done', file.size)
      }
    }

    const go = async (tries: number): Promise<void> => {
      await Promise.all(items.filter(({ id }) => !id).map(item => inTurn(() => one(item))))
      if (!batches.has(batch)) return
      const there = items.filter(item => item.id && !item.isRemoved)
      // of a form all or nothing, as it says one thing
      if (isApart ? !there.length : there.length < items.length) {
        end()
        return settle?.()
      }
      const fields: Record<string, unknown> = { ...wish.fields }
      for (const field of new Set(items.map(item => item.field))) {
        const ids = there.filter(item => item.field === field).map(({ id }) => ({ id }))
        fields[field] = Array.isArray(wish.fields![field]) ? ids : ids.at(-1)
      }
      given.push({
        ...wish,
        fields: fields as NonNullable<Wish['fields']>,
        begin: () => seen => {
          settle?.(seen)
          if (isApart) for (const { file } of there) dropRow(file)
        },
        missing() {
          // the server has forgotten them: another process
          for (const item of items) delete item.id
          batches.add(batch)
          if (tries < TRIES) void go(tries + 1)
          else given.notice(wordsFor('refused', items.map(({ file }) => file.name).join(', ')))
        },
      })
      end()
      given.tell(there.length > 1 ? `${there.length} files were sent.` : `${there[0]!.file.name} was sent.`)
    }
    void go(1)
  }

  const cancel = (test: (batch: Batch) => boolean): void => {
    for (const batch of batches) if (test(batch)) batch.cancel()
  }
  const wake = (): void => {
    for (const { items } of batches) for (const { sending } of items) sending?.wake()
  }

  document.addEventListener('reset', ({ target }) => {
    cancel(({ items }) => items.some(({ input }) => input.form === target))
    // the fields are empty only after this
    setTimeout(() => {
      for (const [file, [, input]] of rows) if (!input.files!.length && input.form === target) dropRow(file)
    })
  })
  addEventListener('online', wake)
  addEventListener('pagehide', () => cancel(() => true))
  new MutationObserver(() => {
    cancel(({ wish }) => !wish.element!.isConnected)
    for (const [file, [, input]] of rows) if (!input.isConnected) dropRow(file)
  }).observe(document.documentElement, { childList: true, subtree: true })

  const chosen = (input: HTMLInputElement): void => {
    cancel(({ items, isApart }) => !isApart && items.some(item => item.input === input))
    const text = input.getAttribute('rp-upload')
    if (text === null) return void show(input)
    const files = [...input.files!]
    input.value = ''
    const fitting = files.filter(file => {
      const wrong = misfit(file, input, FILE_BYTES)
      if (!wrong) return true
      const row = rowOf(file, input, () => dropRow(file))
      row?.show('failed', 0, wrong)
      if (row) given.tell(wrong)
      else given.notice(wrong)
      return false
    })
    if (!fitting.length) return
    const owner = input.closest('[rp-i]')?.getAttribute('rp-i')
    const wish: Wish = {
      offer: /^\d/.test(text) ? text : `${owner}/${text}`,
      fields: { '': [] },
      element: input,
      typing: false,
      begin: () => given.begin([input]),
    }
    start(
      wish,
      fitting.map(file => ['', input, file] as const),
      true,
    )
  }
  const send = (wish: Wish): void => {
    // sent again while it is under way
    for (const batch of batches) if (batch.wish.element === wish.element && !batch.isApart) return
    const { elements } = wish.element as HTMLFormElement
    const inputs = [...elements].filter(
      (each): each is HTMLInputElement =>
        each instanceof HTMLInputElement && !!each.files && each.name in wish.fields!,
    )
    if (inputs.filter(input => !show(input)).length) return
    const chosen = inputs.flatMap(input => [...input.files!].map(file => [input.name, input, file] as const))
    start(wish, chosen, false)
  }
  return what => ('offer' in what ? send(what) : chosen(what))
}

/** A field of an offer, as the offer has it: the same field takes the same files. */
function fieldText(offer: string, field: string): string | undefined {
  const [, names = ''] = /\{(.*)\}$/s.exec(offer) ?? []
  return names.split(',').find(text => text.startsWith(`${encodeURIComponent(field)}@`))
}
