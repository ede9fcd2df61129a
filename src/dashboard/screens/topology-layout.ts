// Where the parts of a graph stand and how its edges run: what is connected is laid out in layers from left to right, the rest in rows
// below. Invariant: the same parts and edges give the same layout, so nothing moves while only figures change.
// Does not know what the parts are.
import { Graph, layout } from '@dagrejs/dagre'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
}

export interface Way {
  /** The `d` of a path. */
  readonly path: string
  /** Where its label stands. */
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** In px from the left upper corner, by id. */
  readonly boxes: Readonly<Record<string, Box>>
  /** In the order of the edges that were given. */
  readonly ways: readonly Way[]
  /** Whether there is room for labels; where there is none the edges are drawn straight. */
  readonly labels: boolean
  /** Where the rows of what is not connected begin; null where all is. */
  readonly restY: number | null
}

export const HEIGHT = 54
const [NARROWEST, WIDEST] = [184, 240]
const LABEL = { width: 74, height: 30 }
/** More edges than that have no labels, and no room for them. */
const MOST_LABELS = 24
const NO_LABEL = { width: 130, height: 1 }
const GAP = 18
/** Above the rows of what is not connected: their name stands there. */
const REST_HEAD = 34
const REST_WIDTH = 760

/** Names as text take about so many px a letter; what does not fit is cut by the browser. */
const widthOf = (name: string): number =>
  Math.round(Math.min(WIDEST, Math.max(NARROWEST, name.length * 7.6 + 62)))

export function layoutOf(
  parts: readonly { readonly id: string; readonly name: string }[],
  edges: readonly { readonly from: string; readonly to: string }[],
): Layout {
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const boxes: Record<string, Box> = {}
  const graph = new Graph({ multigraph: true })
  graph.setGraph({
    rankdir: 'LR',
    nodesep: GAP,
    ranksep: 34,
    edgesep: edges.length <= MOST_LABELS ? 10 : 1,
    marginx: 2,
    marginy: 8,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, name } of parts)
    if (tied.has(id)) graph.setNode(id, { width: widthOf(name), height: HEIGHT })
  const labels = edges.length <= MOST_LABELS
  const label = labels ? LABEL : NO_LABEL
  edges.forEach(({ from, to }, i) => graph.setEdge(from, to, { ...label, labelpos: 'c' }, String(i)))
  if (tied.size > 0) layout(graph)
  for (const id of tied) {
    const { x = 0, y = 0, width = NARROWEST } = graph.node(id) as Partial<Box>
    boxes[id] = { x: Math.round(x - width / 2), y: Math.round(y - HEIGHT / 2), width }
  }
  const ways = edges.map(({ from, to }, i): Way => {
    const edge = graph.edge(from, to, String(i)) as Partial<{ points: Point[]; x: number; y: number }>
    return wayOf(labels ? edge : { ...edge, points: [] }, boxes[from], boxes[to])
  })
  const size = graph.graph() as { readonly width?: number; readonly height?: number }
  const [width, height] = tied.size > 0 ? [size.width ?? 0, size.height ?? 0] : [0, 0]
  const loose = parts.filter(({ id }) => !tied.has(id))
  return { ...placeRest(loose, boxes, Math.ceil(width), Math.ceil(height)), boxes, ways, labels }
}

interface Point {
  readonly x: number
  readonly y: number
}

function wayOf(
  { points = [], x, y }: Partial<{ points: Point[]; x: number; y: number }>,
  from: Box | undefined,
  to: Box | undefined,
): Way {
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 }
  const at = { x: Math.round(x ?? middle.x), y: Math.round(y ?? middle.y) }
  if (from === undefined || to === undefined || from.x + from.width > to.x)
    return { ...at, path: smooth(points) }
  // Forwards: from the right side of the one to the left side of the other, whatever corner it was cut off at.
  const start = { x: from.x + from.width, y: from.y + HEIGHT / 2 }
  const end = { x: to.x, y: to.y + HEIGHT / 2 }
  return { ...at, path: smooth([start, ...points.slice(1, -1), end]) }
}

/** A curve through all points that leaves and reaches each of them horizontally. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }))
  if (first === undefined) return ''
  let path = `M${first.x} ${first.y}`
  let last = first
  for (const point of rest) {
    const half = Math.round((last.x + point.x) / 2)
    path += `C${half} ${last.y} ${half} ${point.y} ${point.x} ${point.y}`
    last = point
  }
  return path
}

function placeRest(
  loose: readonly { readonly id: string; readonly name: string }[],
  boxes: Record<string, Box>,
  graphWidth: number,
  graphHeight: number,
): Pick<Layout, 'width' | 'height' | 'restY'> {
  if (loose.length === 0) return { width: graphWidth, height: graphHeight, restY: null }
  const most = Math.max(graphWidth, REST_WIDTH)
  let [x, y, width] = [2, graphHeight + REST_HEAD, graphWidth]
  for (const { id, name } of loose) {
    const own = widthOf(name)
    if (x > 2 && x + own > most) [x, y] = [2, y + HEIGHT + GAP]
    boxes[id] = { x, y, width: own }
    width = Math.max(width, x + own + 2)
    x += own + GAP
  }
  return { width, height: y + HEIGHT + 8, restY: graphHeight }
}
