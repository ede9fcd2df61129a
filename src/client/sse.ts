// Server-sent events as text comes in, by the rules of the HTML standard.
// Invariant: the frames are the same however the text is cut; a frame without data is no frame.
// Does not know connections, and what frames say.

export interface Frame {
  /** The `event:` name; '' where there is none. */
  readonly event: string
  readonly data: string
  /** This frame's own `id:`. */
  readonly id: string
  /** Its own `to:`, which is no part of the standard. */
  readonly to: string
}

/** Returns a function to be fed with text; it calls `take` for each complete frame. */
export function sseParser(take: (frame: Frame) => void): (text: string) => void {
  let rest = ''
  let fields: Record<string, string> = {}
  return text => {
    // a carriage return at the end may be half of a line's end
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    for (const line of lines) {
      if (line) {
        const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line)!
        fields[name!] = name === 'data' && 'data' in fields ? `${fields['data']}\n${value}` : value!
      } else {
        const { event = '', data, id = '', to = '' } = fields
        fields = {}
        if (data !== undefined) take({ event, data, id, to })
      }
    }
  }
}
