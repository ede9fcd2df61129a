// The present value of a conversation, which rests as text while nothing happens: a visitor who only reads costs the state that was
// written down, not the tree, the record of what the browser was shown, and the past entries around it.
// Invariant: nobody can tell; whoever asks has the conversation as it was (K9), late clicks included.
// Does not know when it is time to rest.
import { restore, snapshot } from '../kernel/index.ts'
import type { Conversation, Instance, World } from '../kernel/index.ts'

/** What is known of a conversation without waking it. */
export interface Gist {
  /** What its components say; '' for nothing. */
  readonly address: string
  readonly principal: unknown
  readonly instances: number
  /** Whether it hears something of which nobody would tell it that it was missed. */
  readonly misses: boolean
  /** Whether it asked to be told of what was missed. */
  readonly isTold: boolean
}

/**
 * A conversation as it was at one time, for the engine that may keep it and for the process that goes on from it: both hold this, so that
 * what rests here does not stay awake there.
 */
export class Kept {
  #value: Conversation | undefined
  #text = ''

  constructor(value: Conversation) {
    this.#value = value
  }

  get value(): Conversation | undefined {
    return this.#value
  }

  get text(): string {
    return this.#value === undefined ? this.#text : snapshot(this.#value)
  }

  rest(): void {
    if (this.#value === undefined) return
    this.#text = snapshot(this.#value)
    this.#value = undefined
  }

  /** Lets go of the text as well: the engine has it. */
  leave(): void {
    this.#value = undefined
    this.#text = ''
  }

  /** Is given it again. */
  restAs(text: string): void {
    this.#text = text
  }

  get isAway(): boolean {
    return this.#value === undefined && this.#text === ''
  }

  wake(value: Conversation): void {
    this.#value = value
    this.#text = ''
  }
}

interface Resting extends Gist {
  readonly withdrawn: Conversation['screen']['withdrawn']
}

export class Present {
  readonly #world: World
  #kept: Kept
  #resting: Resting | undefined

  constructor(world: World, conversation: Conversation) {
    this.#world = world
    this.#kept = new Kept(conversation)
  }

  get isResting(): boolean {
    return this.#resting !== undefined
  }

  get value(): Conversation {
    return this.#kept.value ?? this.#wake()
  }

  /** As it is, or goes on as. */
  get kept(): Kept {
    return this.#kept
  }

  set kept(kept: Kept) {
    this.#kept = kept
    this.#resting = undefined
  }

  get gist(): Gist {
    return this.#resting ?? gistOf(this.#kept.value as Conversation)
  }

  /** The same, to look at; it rests on. */
  peek(): Conversation {
    return this.#kept.value ?? this.#restored()
  }

  /** The same as text; it rests on. */
  get text(): string {
    return this.#kept.text
  }

  /** Whether not even its text is here. */
  get isAway(): boolean {
    return this.#kept.isAway
  }

  /** It is with the engine alone, until `restAs`. */
  leave(): void {
    const { value } = this.#kept
    if (value !== undefined) this.#resting = restingOf(value)
    this.#kept.leave()
  }

  restAs(text: string): void {
    if (this.isAway) this.#kept.restAs(text)
  }

  /** Its length as text. */
  rest(): number {
    const { value } = this.#kept
    if (value === undefined) return 0
    this.#kept.rest()
    this.#resting = restingOf(value)
    return this.#kept.text.length
  }

  #wake(): Conversation {
    const conversation = this.#restored()
    this.#kept.wake(conversation)
    this.#resting = undefined
    return conversation
  }

  #restored(): Conversation {
    const { withdrawn } = this.#resting as Resting
    const { screen, ...rest } = restore(this.#world, this.#kept.text)
    return { ...rest, screen: { ...screen, withdrawn } }
  }
}

const restingOf = (value: Conversation): Resting => ({
  ...gistOf(value),
  withdrawn: value.screen.withdrawn,
})

const gistOf = ({ history, principal, instances }: Conversation): Gist => ({
  address: history.address,
  principal,
  instances: instances.size,
  misses: someHear(instances.values(), false),
  isTold: someHear(instances.values(), true),
})

function someHear(instances: Iterable<Instance>, isTold: boolean): boolean {
  for (const { hears } of instances)
    if (hears.some(({ kind, missed }) => kind === 'hear' && (missed !== undefined) === isTold)) return true
  return false
}

/** Who asked to be told of messages that may have passed unheard, of which topics. */
export function missedIn({
  instances,
}: Conversation): readonly { readonly iid: string; readonly topic: string }[] {
  return [...instances.values()].flatMap(({ iid, hears }) =>
    [...new Set(hears.filter(({ missed }) => missed !== undefined).map(({ name }) => name))].map(topic => ({
      iid,
      topic,
    })),
  )
}
