// What a source file reaches for: the modules it names and the globals that make a result depend on the moment.
// Idea: the file is parsed, so comments, strings and property names cannot be mistaken for code. Types count as
// imports (an arrow is an arrow) but never as uses of a global.
// Knows nothing of which of these are allowed where.
import { parseSync } from 'oxc-parser'

/** One finding and its line. A specifier that is computed at run time is reported as `undefined`. */
export type Use =
  | { readonly line: number; readonly kind: 'import'; readonly specifier: string | undefined }
  | { readonly line: number; readonly kind: 'moment'; readonly name: string }

interface Syntax {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

/** Globals whose mere mention counts. */
const GLOBALS = new Set([
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'crypto',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'requestAnimationFrame',
  'setImmediate',
  'setInterval',
  'setTimeout',
])
/** Properties of otherwise harmless globals. */
const MEMBERS = new Set(['Date.now', 'Math.random', 'Temporal.Now'])

/** Syntax named TS... that wraps an expression; everything else of that name is a type, gone at run time. */
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSInstantiationExpression',
  'TSTypeAssertion',
])

/** @throws where the text does not parse */
export function scan(file: string, text: string): Use[] {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`)
  const uses: Use[] = []
  const line = (at: Syntax): number => text.slice(0, at.start).split('\n').length
  const walk = (at: Syntax, inType: boolean): void => {
    const asType = inType || (at.type.startsWith('TS') && !WRAPPERS.has(at.type))
    const source = importOf(at)
    if (source !== undefined) uses.push({ line: line(at), kind: 'import', specifier: literal(source) })
    const name = asType ? undefined : momentOf(at)
    if (name !== undefined) uses.push({ line: line(at), kind: 'moment', name })
    for (const [field, value] of Object.entries(at)) {
      if (isName(at, field)) continue
      for (const child of Array.isArray(value) ? value : [value]) if (isSyntax(child)) walk(child, asType)
    }
  }
  walk(program as unknown as Syntax, false)
  return uses
}

/** The syntax that names the module, where this is any form of import. */
function importOf(at: Syntax): unknown {
  switch (at.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return at['source'] ?? undefined
    case 'TSExternalModuleReference':
      return at['expression']
    case 'CallExpression':
      return isIdentifier(at['callee'], 'require') ? ((at['arguments'] as unknown[])[0] ?? at) : undefined
    default:
      return undefined
  }
}

function momentOf(at: Syntax): string | undefined {
  switch (at.type) {
    case 'Identifier':
      return GLOBALS.has(String(at['name'])) ? String(at['name']) : undefined
    case 'MemberExpression': {
      const owner = at['object']
      const property = at['computed'] === true ? literal(at['property']) : nameOf(at['property'])
      const name = `${nameOf(owner)}.${property}`
      return MEMBERS.has(name) ? name : undefined
    }
    case 'NewExpression':
      return isIdentifier(at['callee'], 'Date') && (at['arguments'] as unknown[]).length === 0
        ? 'new Date()'
        : undefined
    case 'CallExpression':
      return isIdentifier(at['callee'], 'Date') ? 'Date()' : undefined
    case 'VariableDeclarator':
      return isSyntax(at['id']) && at['id'].type === 'ObjectPattern' ? takenApart(at['init']) : undefined
    default:
      return undefined
  }
}

/** `const { now } = Date` reaches for the clock without ever writing `Date.now`. */
function takenApart(from: unknown): string | undefined {
  const name = nameOf(from)
  return name !== undefined && [...MEMBERS].some(member => member.startsWith(`${name}.`))
    ? `parts of ${name}`
    : undefined
}

/** True for fields that hold a mere name: `here.process`, `{ process: 1 }`, a method or a label so called. */
function isName(at: Syntax, field: string): boolean {
  if (at['computed'] === true) return false
  if (field === 'property') return at.type === 'MemberExpression'
  if (field === 'label') return true
  return (
    field === 'key' &&
    ['Property', 'PropertyDefinition', 'MethodDefinition', 'AccessorProperty'].includes(at.type)
  )
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string'
}

function isIdentifier(value: unknown, name: string): boolean {
  return nameOf(value) === name
}

function nameOf(value: unknown): string | undefined {
  if (!isSyntax(value)) return undefined
  if (WRAPPERS.has(value.type) || value.type === 'ParenthesizedExpression') return nameOf(value['expression'])
  return value.type === 'Identifier' ? String(value['name']) : undefined
}

function literal(value: unknown): string | undefined {
  if (!isSyntax(value)) return undefined
  if (value.type === 'Literal') return String(value['value'])
  const quasis = value['quasis'] as { readonly value: { readonly cooked: string } }[] | undefined
  return value.type === 'TemplateLiteral' && quasis?.length === 1 ? quasis[0]?.value.cooked : undefined
}
