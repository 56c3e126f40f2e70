/** A permanent id from a name: `Sociaal domein` → `sociaal-domein`, `Thema’s` → `themas`. */
export function slug(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}'’‘]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}
