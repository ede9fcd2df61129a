// The present value of a conversation, which rests as text while nothing happens: a visitor who only reads costs the state that was
// written down, not the tree, the record of what the browser was shown, and the past entries around it.
// Invariant: nobody can tell; whoever asks has the conversation as it was (K9), late clicks included.
// Does not know when it is time to rest.
import { restore, snapshot } from '../kernel/index.ts'
import type { Conversation, World } from '../kernel/index.ts'

/** What is known of a conversation without waking it. */
export interface Gist {
  /** What its components say; '' for nothing. */
  readonly address: string
  readonly principal: unknown
  readonly instances: number
}

interface Resting extends Gist {
  readonly text: string
  readonly withdrawn: Conversation['screen']['withdrawn']
}

export class Present {
  readonly #world: World
  #awake: Conversation | undefined
  #resting: Resting | undefined

  constructor(world: World, conversation: Conversation) {
    this.#world = world
    this.#awake = conversation
  }

  get isResting(): boolean {
    return this.#awake === undefined
  }

  get value(): Conversation {
    return this.#awake ?? this.#wake()
  }

  set value(conversation: Conversation) {
    this.#awake = conversation
    this.#resting = undefined
  }

  get gist(): Gist {
    return this.#resting ?? gistOf(this.#awake as Conversation)
  }

  /** The same, to look at; it rests on. */
  peek(): Conversation {
    return this.#awake ?? this.#restored()
  }

  /** The same as text; it rests on. */
  get text(): string {
    return this.#resting?.text ?? snapshot(this.value)
  }

  /** Its length as text. */
  rest(): number {
    if (this.#awake === undefined) return 0
    const { withdrawn } = this.#awake.screen
    this.#resting = { ...gistOf(this.#awake), text: snapshot(this.#awake), withdrawn }
    this.#awake = undefined
    return this.#resting.text.length
  }

  #wake(): Conversation {
    const conversation = this.#restored()
    this.value = conversation
    return conversation
  }

  #restored(): Conversation {
    const { text, withdrawn } = this.#resting as Resting
    const { screen, ...rest } = restore(this.#world, text)
    return { ...rest, screen: { ...screen, withdrawn } }
  }
}

const gistOf = ({ history, principal, instances }: Conversation): Gist => ({
  address: history.address,
  principal,
  instances: instances.size,
})
