// Writes src/jsx/html.gen.ts: every HTML element and attribute as a type, from the data that editors use (@vscode/web-custom-data).
// `node scripts/generate-html-types.mjs` writes the file, `--print` prints it. Same data, same text.
// The tables say only what the data does not: newer attributes, which are numbers, which value sets are open, and SVG, loosely.
// Left out on purpose: `on…` handlers and srcdoc (a view offers events), and <script>.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const data = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@vscode/web-custom-data/data/browsers.html-data.json'),
    'utf8',
  ),
)
const out = new URL('../src/jsx/html.gen.ts', import.meta.url)

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const LEFT_OUT = new Set(['script', 'srcdoc', 'importance'])

const NUMERIC = new Set(
  (
    'width height size span start colspan rowspan cols rows max maxlength min minlength step low high optimum value tabindex ' +
    'border hspace vspace cellpadding cellspacing'
  ).split(' '),
)
const FLAGS = new Set('inert autofocus open nowrap compact noshade'.split(' '))

/** Value sets by their name in the data: the type's name, and whether other values are allowed too. */
const SETS = {
  b: 'TrueFalse',
  o: 'OnOff',
  y: 'YesNo',
  w: 'Wrap',
  d: 'Direction',
  m: 'Method',
  fm: 'Method',
  s: 'Scope',
  t: 'InputType',
  bt: 'ButtonType',
  lt: 'ListType',
  et: 'FormEncoding',
  tk: 'TrackKind',
  pl: 'Preload',
  sh: 'Shape',
  xo: 'CrossOrigin',
  u: 'TrueFalseUndefined',
  target: 'Target',
  sb: 'Sandbox',
  inputautocomplete: 'Autofill',
  roles: 'Role',
}
const OPEN = new Set(['target', 'sb', 'inputautocomplete', 'roles', 'relevant', 'dropeffect'])

/** Attributes that have their value set everywhere, although the data says so of some elements only. */
const ALWAYS = { referrerpolicy: 'referrerpolicy' }

/** What the data lacks or has outdated; `*` is every element. */
const MORE = {
  '*': {
    class: 'Text',
    style: 'Text',
    hidden: "Flag | 'until-found'",
    contenteditable: "TrueFalse | 'plaintext-only'",
    autocapitalize: "'off' | 'none' | 'on' | 'sentences' | 'words' | 'characters' | Off",
    inputmode: "'none' | 'text' | 'decimal' | 'numeric' | 'tel' | 'search' | 'email' | 'url' | Off",
    popover: "'auto' | 'hint' | 'manual' | true | Off",
    virtualkeyboardpolicy: "'auto' | 'manual' | Off",
    writingsuggestions: 'TrueFalse',
  },
  a: { download: 'Text | true' },
  area: { download: 'Text | true' },
  audio: { controlslist: 'Text', disableremoteplayback: 'Flag' },
  button: { command: 'Text', commandfor: 'Text', popovertargetaction: "'toggle' | 'show' | 'hide' | Off" },
  dialog: { closedby: "'any' | 'closerequest' | 'none' | Off" },
  form: { rel: 'Text' },
  iframe: { loading: 'Loading' },
  input: {
    capture: "Flag | 'user' | 'environment'",
    inputmode: undefined, // as everywhere
    maxsize: 'Numeric', // of each file, in bytes; ours
    onUpload: 'Uploads', // of files that were chosen and have arrived; ours
    popovertargetaction: "'toggle' | 'show' | 'hide' | Off",
    webkitdirectory: 'Flag',
  },
  link: {
    blocking: 'Text',
    color: 'Text',
    disabled: 'Flag',
    fetchpriority: 'Fetchpriority',
    imagesizes: 'Text',
    imagesrcset: 'Text',
  },
  meta: { property: 'Text', media: 'Text' },
  select: { value: 'Chosen' },
  source: { height: 'Numeric', width: 'Numeric' },
  template: {
    shadowrootclonable: 'Flag',
    shadowrootdelegatesfocus: 'Flag',
    shadowrootmode: "'open' | 'closed' | Off",
    shadowrootserializable: 'Flag',
  },
  textarea: { value: 'Numeric', inputmode: undefined },
  video: {
    controlslist: 'Text',
    disablepictureinpicture: 'Flag',
    disableremoteplayback: 'Flag',
    playsinline: 'Flag',
  },
}

/** Attributes with a dash need no entry: JSX lets them pass. */
const SVG_ATTRIBUTES =
  'amplitude attributeName azimuth baseFrequency begin bias by calcMode clipPathUnits color cursor cx cy d diffuseConstant display ' +
  'divisor dur dx dy edgeMode elevation end exponent fill filter filterUnits focusable from fx fy gradientTransform gradientUnits ' +
  'height href in in2 intercept k1 k2 k3 k4 kernelMatrix keyPoints keySplines keyTimes lengthAdjust markerHeight markerUnits ' +
  'markerWidth mask maskContentUnits maskUnits max media min mode numOctaves offset opacity operator order orient origin overflow path ' +
  'pathLength patternContentUnits patternTransform patternUnits points preserveAspectRatio primitiveUnits r radius refX refY ' +
  'repeatCount repeatDur result rotate rx ry scale seed side slope spacing spreadMethod startOffset stdDeviation stroke ' +
  'surfaceScale tableValues target textLength to transform type values version viewBox visibility width x x1 x2 xmlns y y1 y2'
const SVG_ELEMENTS =
  'animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite ' +
  'feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR ' +
  'feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence ' +
  'filter foreignObject g image line linearGradient marker mask metadata mpath path pattern polygon polyline radialGradient rect set ' +
  'stop svg switch symbol text textPath tspan use view'

const values = new Map(data.valueSets.map(set => [set.name, set.values.map(value => value.name)]))
const used = new Map()

function typeOf({ name, valueSet: given }) {
  const valueSet = given ?? ALWAYS[name]
  const aria = name.startsWith('aria-')
  if (FLAGS.has(name) || valueSet === 'v') return 'Flag'
  if (valueSet === undefined) return aria ? 'Aria' : NUMERIC.has(name) ? 'Numeric' : 'Text'
  const type = SETS[valueSet] ?? valueSet[0].toUpperCase() + valueSet.slice(1)
  used.set(type, [...new Set([...(used.get(type) ?? []), ...values.get(valueSet)])])
  if (OPEN.has(valueSet)) used.get(type).open = true
  return type
}

function attributesOf(tag, listed) {
  const types = new Map()
  for (const attribute of listed) {
    const { name } = attribute
    if (name.startsWith('on') || LEFT_OUT.has(name) || name in (MORE[tag] ?? {})) continue
    const type = typeOf(attribute)
    if (tag === '*' || !types.has(name)) types.set(name, type)
  }
  for (const [name, type] of Object.entries(MORE[tag] ?? {})) {
    if (type !== undefined) types.set(name, type)
  }
  return types
}

const property = ([name, type]) => `${/^[a-z]+$/i.test(name) ? name : `'${name}'`}?: ${type}`
const sorted = types => [...types].sort(([a], [b]) => (a < b ? -1 : 1))

function union(names) {
  const literals = names.map(name => `'${name}'`)
  if (names.includes('true') && names.includes('false')) {
    // false is the text `false` here, so it is not "nothing"
    return ['boolean', ...literals, 'null', 'undefined'].join(' | ')
  }
  return [...literals, names.open ? '(string & {})' : [], 'Off'].flat().join(' | ')
}

/** Breaks before an attribute or an alternative, so that lines stay readable. */
function wrapped(head, parts, joint, tail) {
  const lines = []
  let line = head
  parts.forEach((part, i) => {
    const piece = part + (i < parts.length - 1 ? joint : tail)
    if (line.length + piece.length > 115 && line.trim() !== '') {
      lines.push(line.trimEnd())
      line = '    '
    }
    line += piece
  })
  return [...lines, line].join('\n')
}

const everywhere = attributesOf('*', data.globalAttributes)
const elements = sorted(data.tags.filter(tag => !LEFT_OUT.has(tag.name)).map(tag => [tag.name, tag])).map(
  ([name, tag]) => {
    const own = sorted(attributesOf(name, tag.attributes)).filter(
      ([key, type]) => everywhere.get(key) !== type,
    )
    const base = VOID.has(name) ? 'Empty' : name === 'form' ? 'Box & Submits' : 'Box'
    if (own.length === 0) return `  ${name}: ${base}`
    return wrapped(`  ${name}: ${base} & { `, own.map(property), '; ', ' }')
  },
)
const aliases = sorted(used).map(([name, names]) =>
  wrapped(`type ${name} = `, union(names).split(' | '), ' | ', ''),
)

const quoted = words => words.split(' ').map(word => `'${word}'`)

const text = `// HTML by element and attribute. Generated by scripts/generate-html-types.mjs from @vscode/web-custom-data; do not edit.
import type { Aria, Base, Chosen, Flag, Numeric, Off, Submits, Text, Uploads } from './types.ts'
import type { Child } from './node.ts'

${aliases.join('\n')}

/** What every element may have. */
export interface Html extends Base {
${sorted(everywhere)
  .map(entry => `  ${property(entry)}`)
  .join('\n')}
}

/** An element with content, and one without. */
export interface Box extends Html {
  children?: Child
}
export interface Empty extends Html {
  children?: never
}

export interface HtmlElements {
${elements.join('\n')}
}

${wrapped('type SvgAttribute = ', quoted(SVG_ATTRIBUTES), ' | ', '')}
${wrapped('type SvgElement = ', quoted(SVG_ELEMENTS), ' | ', '')}
export type SvgElements = { [tag in SvgElement]: Box & { [name in SvgAttribute]?: Numeric } }
`

if (process.argv.includes('--print')) process.stdout.write(text)
else writeFileSync(out, text)
