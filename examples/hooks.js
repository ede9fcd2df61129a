// The page's own code, served with `serve({ hooks })`, for elements that name it in rp-hook. `push` says something to the server.

/** A list of tabs: arrow keys, Home and End move the focus in it. */
export const arrows = {
  /** @param {HTMLElement} list */
  mounted(list) {
    list.addEventListener('keydown', event => {
      const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=tab]')])
      const at = tabs.findIndex(tab => tab === document.activeElement)
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
      if (to === undefined) return
      event.preventDefault()
      tabs.at(to % tabs.length)?.focus()
    })
  },
}

/** What appears at the end of a row comes into sight. Browsers take a part of it for enough, when it gets the focus. */
export const last = {
  /** @param {HTMLElement} element */
  mounted(element) {
    const row = element.closest('.notes')
    row?.scrollTo({ left: row.scrollWidth })
  },
}

/** Stars to press, as some library would make them. What is in the element is none of the server's business. */
export const stars = {
  /** @param {HTMLElement} element @param {(text: string) => void} push */
  mounted(element, push) {
    const buttons = [1, 2, 3, 4, 5].map(count => {
      const star = document.createElement('button')
      star.type = 'button'
      star.ariaLabel = count === 1 ? '1 star' : `${count} stars`
      star.addEventListener('click', () => {
        for (const each of buttons) each.ariaPressed = String(each === star)
        push(String(count))
      })
      return star
    })
    element.append(...buttons)
  },
}

/** A pen: draws a line while it is held down, and says it as `x,y x,y …` when it is lifted. */
export const pen = {
  /** @param {SVGSVGElement} paper @param {(text: string) => void} push */
  mounted(paper, push) {
    const ink = /** @type {SVGPolylineElement} */ (paper.querySelector('[rp-ignore]'))
    /** @param {PointerEvent} event */
    const draw = ({ clientX, clientY }) => {
      const point = new DOMPoint(clientX, clientY).matrixTransform(paper.getScreenCTM()?.inverse())
      ink.setAttribute(
        'points',
        `${ink.getAttribute('points')} ${Math.round(point.x)},${Math.round(point.y)}`.trim(),
      )
    }
    paper.addEventListener('pointerdown', event => {
      paper.setPointerCapture(event.pointerId)
      ink.setAttribute('points', '')
      draw(event)
    })
    paper.addEventListener('pointermove', event => {
      if (paper.hasPointerCapture(event.pointerId)) draw(event)
    })
    paper.addEventListener('pointerup', () => push(ink.getAttribute('points') ?? ''))
  },
  /** The line is in the drawing by now. @param {SVGSVGElement} paper */
  patched(paper) {
    paper.querySelector('[rp-ignore]')?.setAttribute('points', '')
  },
}
