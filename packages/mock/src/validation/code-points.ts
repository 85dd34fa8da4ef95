/** The length of a string in Unicode code points, as JSON Schema counts `minLength` and `maxLength`. */
export function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1, count += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(index + 1);
      if (next >= 0xdc00 && next <= 0xdfff) index += 1;
    }
  }
  return count;
}
