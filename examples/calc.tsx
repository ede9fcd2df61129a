// A pocket calculator: one state, one handler for all keys, and a plain function that says what a key makes of the state.
import { component } from 'repartee'

interface Calc {
  readonly shown: string
  /** The next digit begins a new number. */
  readonly fresh: boolean
  /** What was worked out so far. */
  readonly left: number
  /** Waits for its right side; '' if none does. */
  readonly operator: string
}

const CLEAR: Calc = { shown: '0', fresh: true, left: 0, operator: '' }
const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '÷': (left, right) => left / right,
  '×': (left, right) => left * right,
  '−': (left, right) => left - right,
  '+': (left, right) => left + right,
}

export const Calculator = component({
  name: 'calculator',
  state: () => CLEAR,
  on: { press: (s, key: string) => pressed(s, key) },
  view: (s, on) => (
    <div class="calc" role="group" aria-label="calculator">
      <output>{s.shown}</output>
      {['Clear', ...Array.from('789÷456×123−0.=+')].map(key => (
        <button onClick={on.press(key)} aria-pressed={key in OPERATORS ? key === s.operator : undefined}>
          {key}
        </button>
      ))}
    </div>
  ),
})

function pressed(s: Calc, key: string): Calc {
  if (key === 'Clear') return CLEAR
  if (key === '=' || key in OPERATORS) return operated(s, key)
  const shown = s.fresh ? '0' : s.shown
  if (shown.length > 11 || (key === '.' && shown.includes('.'))) return s
  return { ...s, fresh: false, shown: (shown + key).replace(/^0(?=\d)/, '') }
}

function operated(s: Calc, key: string): Calc {
  const right = s.fresh ? s.left : Number(s.shown)
  const operate = s.fresh ? undefined : OPERATORS[s.operator]
  const value = operate ? operate(s.left, right) : right
  // Ten digits, as on a real one, hide that tenths and thirds are not exact.
  const shown = Number.isFinite(value) ? String(Number(value.toPrecision(10))) : 'Error'
  return { shown, fresh: true, left: value, operator: key === '=' ? '' : key }
}
