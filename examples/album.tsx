// An album. Pictures are sent when they are chosen or dropped, seen on their way, and kept for as long as they are in the list.
import { component, io, type Upload } from 'repartee'

interface Picture {
  readonly file: Upload
  /** Of a small one: all of it, as an address. */
  readonly src: string | undefined
}

const MOST = 50
/** Bytes. */
const SMALL = 50_000

const inWords = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

export const Album = component({
  name: 'album',
  state: () => ({ pictures: [] as readonly Picture[] }),
  on: {
    *add(_, files: readonly Upload[]) {
      const more: Picture[] = []
      for (const file of files) {
        const isSmall = file.size <= SMALL && /^image\/[\w.+-]+$/.test(file.type)
        const bytes = isSmall
          ? yield* io(async ({ open }) => Buffer.from(await open(file).bytes()).toString('base64'))
          : undefined
        more.push({ file, src: bytes && `data:${file.type};base64,${bytes}` })
      }
      return now => ({ pictures: [...now.pictures, ...more].slice(-MOST) })
    },
    remove: (s, id: string) => ({ pictures: s.pictures.filter(({ file }) => file.id !== id) }),
  },
  view: ({ pictures }, on) => (
    <section class="album">
      <label class="rp-drop">
        <strong>Choose pictures, or drop them here</strong>
        <span class="hint">20 MB each at most</span>
        <input type="file" multiple accept="image/*" maxsize={20_000_000} onUpload={on.add} />
      </label>
      <ul rp-files aria-label="On their way" />
      {pictures.length === 0 && <p class="hint">No pictures yet.</p>}
      <ul class="pictures" aria-label="In the album">
        {pictures.map(({ file, src }) => (
          <li key={file.id}>
            {src === undefined ? <span class="frame" aria-hidden="true" /> : <img src={src} alt="" />}
            <span class="name">{file.name}</span> <span class="hint">{inWords(file.size)}</span>
            <button
              class="quiet"
              onClick={on.remove(file.id)}
              aria-label={`Remove ${file.name} from the album`}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </section>
  ),
})
