// How a field looks: a plain view, without state.
// Idea: whatever a control needs to be understood (label, hint, errors) is tied to it by ids; the place where errors will stand
// is there before, so that their coming is announced. A control's key changes when the form was taken, so it comes back empty.
import type { Child, FieldValue, Node } from '../jsx/index.ts'
import type { JSX } from '../jsx/runtime.ts'
import type { FieldState } from './fields.ts'

type Input = JSX.IntrinsicElements['input']
type Passed = Pick<
  Input,
  | 'accept'
  | 'autocomplete'
  | 'autofocus'
  | 'disabled'
  | 'inputmode'
  | 'list'
  | 'max'
  | 'maxlength'
  | 'maxsize'
  | 'min'
  | 'minlength'
  | 'multiple'
  | 'onChange'
  | 'onInput'
  | 'onUpload'
  | 'pattern'
  | 'placeholder'
  | 'readonly'
  | 'required'
  | 'step'
> &
  Pick<JSX.IntrinsicElements['textarea'], 'rows'>

export type FieldOption = string | { readonly value: string; readonly label: string }

/** What is not named here goes to the control as it is. */
export interface FieldProps extends Passed {
  readonly of: FieldState
  /** Default: what `fieldsOf` was told, else the field's name. */
  readonly label?: Child
  /** Help that is there from the start. */
  readonly hint?: Child
  /** Default: text; with `options`: select. */
  readonly type?: Exclude<Input['type'], 'submit' | 'image' | 'reset' | 'button'> | 'textarea' | 'select'
  /** What there is to choose from, for `select`, `radio`, and `checkbox` (several boxes). */
  readonly options?: readonly FieldOption[] | undefined
}

/**
 * A label, its control, a hint and the errors; of files a list of what was chosen. What a password or file was is not shown again.
 *
 * @example
 * <Field of={f.size} type="radio" options={['S', 'M', { value: 'L', label: 'Large' }]} hint="As worn" />
 */
export function Field(props: FieldProps): Node {
  const { of: field, label = field.label, hint, type, options, ...passed } = props
  const isInvalid = field.errors.length > 0
  const describedBy = [hint !== undefined && hintId(field), isInvalid && errorId(field)]
  const described = describedBy.some(Boolean)
    ? { 'aria-describedby': describedBy.filter(Boolean).join(' ') }
    : {}
  const invalid = isInvalid ? ({ 'aria-invalid': 'true' } as const) : {}
  const below = <Below field={field} label={label} hint={hint} />

  if (options !== undefined && type === 'radio')
    return (
      <fieldset class="rp-field" role="radiogroup" {...invalid} {...described}>
        <legend>{label}</legend>
        <Boxes field={field} type="radio" options={options} passed={passed} />
        {below}
      </fieldset>
    )
  if (options !== undefined && type === 'checkbox')
    return (
      <fieldset class="rp-field" {...described}>
        <legend>{label}</legend>
        <Boxes field={field} type="checkbox" options={options} passed={{ ...passed, ...invalid }} />
        {below}
      </fieldset>
    )

  const { id, name, value, key } = field
  const control = { ...passed, id, name, ...described, ...invalid }
  if (type === 'checkbox')
    return (
      <div class="rp-field">
        <div class="rp-boxes">
          <label>
            <input {...control} type="checkbox" checked={value === true} key={key} /> {label}
          </label>
        </div>
        {below}
      </div>
    )
  return (
    <div class="rp-field">
      <label for={id}>{label}</label>
      {type === 'textarea' ? (
        <textarea {...control} value={textOf(value)} key={key} />
      ) : type === 'select' || (type === undefined && options !== undefined) ? (
        <Select field={field} options={options ?? []} control={control} />
      ) : (
        <input {...control} type={type} value={isSecret(type) ? undefined : textOf(value)} key={key} />
      )}
      {/* As new as its control. */}
      {type === 'file' && <ul rp-files key={key === undefined ? undefined : `${key}-files`} />}
      {below}
    </div>
  )
}

const hintId = ({ id }: FieldState): string => `${id}-hint`
const errorId = ({ id }: FieldState): string => `${id}-error`
const isSecret = (type: unknown): boolean => type === 'file' || type === 'password'
const textOf = (value: FieldValue | undefined): string | number =>
  typeof value === 'string' || typeof value === 'number' ? value : ''
const optionOf = (option: FieldOption): { readonly value: string; readonly label: string } =>
  typeof option === 'string' ? { value: option, label: option } : option

function Below(props: { readonly field: FieldState; readonly label: Child; readonly hint: Child }): Child {
  const { field, label, hint } = props
  return (
    <>
      {hint !== undefined && (
        <p class="rp-hint" id={hintId(field)}>
          {hint}
        </p>
      )}
      <p class="rp-error" aria-live="polite">
        {field.errors.length > 0 && (
          <>
            {/* Read aloud out of the blue, it needs to say of what it speaks. */}
            <span class="rp-hidden">{label}: </span>
            <span id={errorId(field)}>{field.errors.join(' ')}</span>
          </>
        )}
      </p>
    </>
  )
}

interface Chosen {
  readonly field: FieldState
  readonly options: readonly FieldOption[]
}

function Boxes(props: Chosen & { readonly type: 'radio' | 'checkbox'; readonly passed: Passed }): Node {
  const { field, type, options, passed } = props
  const { id, name, value, key } = field
  const ticked: readonly unknown[] = Array.isArray(value) ? value : [value]
  return (
    <div class="rp-boxes" key={key}>
      {options.map(optionOf).map((option, at) => (
        <label>
          <input
            {...passed}
            autofocus={at === 0 && passed.autofocus}
            // Of several boxes no single one must be ticked.
            required={type === 'radio' && passed.required}
            type={type}
            id={at === 0 ? id : `${id}-${at}`}
            name={name}
            value={option.value}
            checked={ticked.includes(option.value)}
          />{' '}
          {option.label}
        </label>
      ))}
    </div>
  )
}

function Select({ field, options, control }: Chosen & { readonly control: Passed }): Node {
  const { value, key } = field
  const { placeholder, ...passed } = control
  return (
    <select {...passed} value={Array.isArray(value) ? (value as string[]) : textOf(value)} key={key}>
      {typeof placeholder === 'string' && <option value="">{placeholder}</option>}
      {options.map(optionOf).map(option => (
        <option value={option.value}>{option.label}</option>
      ))}
    </select>
  )
}
