// Notes that lead to each other. Stands for a wiki: what is in brackets leads to the note that is named behind it.
export interface Note {
  readonly title: string
  /** Paragraphs of plain text and of links. */
  readonly text: readonly (readonly (string | Link)[])[]
}

export interface Link {
  readonly words: string
  readonly to: string
}

/** By their names. */
export const NOTES: Readonly<Record<string, Note>> = {
  welcome: note(
    'Welcome',
    'A page here is a conversation. The program says something, the visitor [answers](answers), and both remember: the program its [state](state), the visitor the [way back](back).',
    'Follow a link. Its note opens on the right, and this one stays.',
  ),
  state: note(
    'State',
    'What a part of a page knows is a plain value. It can be written down, carried elsewhere and read again, so a [restart](restart) goes unnoticed.',
    'Nobody changes it. A handler returns the next one, and the [view](view) shows that.',
  ),
  view: note(
    'Views',
    'A view is a function of the [state](state). It says the whole of its part each time, as if for the first time, and is never told what was there before.',
    'What is [sent](patches) is another matter.',
  ),
  patches: note(
    'Patches',
    'Of a thousand rows one has changed: that row travels. The half-written text beside it, the caret in it and what is scrolled stay, since nobody touched them.',
    'Patches are numbered. A browser that was in a tunnel says which one it saw last, and the page goes on [from there](restart).',
  ),
  offers: note(
    'Offers',
    'A button is an offer. The server knows which ones its [view](view) made, and takes those and no others.',
    'So there is no list of what may be sent by whom. What was not offered cannot be asked for.',
  ),
  answers: note(
    'Answers',
    'A part of a page can call another, which takes its place for as long as it likes. Its answer is what the call returns: one line, in the middle of a function.',
    'The function waits for a minute or for a day. It is kept with the [state](state), and a [restart](restart) does not wake it.',
  ),
  back: note(
    'The way back',
    'A new address is a new entry in the browser’s history. So is a question, and an [answer](answers). Back shows what was there, and Forward what came after.',
    'Time is not turned back: a [clock](time) goes on, and what others said remains said.',
  ),
  time: note(
    'Time',
    'A clock is not started. Its [state](state) says that it ticks, and it ticks for as long as that is so. What has gone from the page has stopped.',
  ),
  restart: note(
    'Restarts',
    'When a server stops, each conversation is a text. The next server reads it and goes on in the middle of the sentence; the browser asks for the [patches](patches) that it has not got.',
    'A button that was [offered](offers) before is good after it.',
  ),
}

function note(title: string, ...paragraphs: readonly string[]): Note {
  return { title, text: paragraphs.map(linked) }
}

function linked(paragraph: string): readonly (string | Link)[] {
  return paragraph.split(/(?=\[)|(?<=\))/).map(piece => {
    const [, words = '', to] = /^\[(.*)\]\((.*)\)$/.exec(piece) ?? []
    return to === undefined ? piece : { words, to }
  })
}
