// The present value of a conversation, which rests as text while nothing happens: a visitor who only reads costs the state that was
// written down, not the tree, the record of what the browser was shown, and the past entries around it.
// Invariant: nobody can tell; whoever asks has the conversation as it was (K9), late clicks included.
// Does not know when it is time to rest.
import { restore, snapshot } from '../kernel/index.ts'
import type { Conversation, World } from '../kernel/index.ts'

interface Resting {
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

  /** The same as text; it rests on. */
  get text(): string {
    return this.#resting?.text ?? snapshot(this.value)
  }

  /** Its length as text. */
  rest(): number {
    if (this.#awake === undefined) return 0
    const { withdrawn } = this.#awake.screen
    this.#resting = { text: snapshot(this.#awake), withdrawn }
    this.#awake = undefined
    return this.#resting.text.length
  }

  #wake(): Conversation {
    const { text, withdrawn } = this.#resting as Resting
    const { screen, ...rest } = restore(this.#world, text)
    const conversation = { ...rest, screen: { ...screen, withdrawn } }
    this.value = conversation
    return conversation
  }
}
