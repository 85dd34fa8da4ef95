import jsQR from "jsqr";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { QrCode } from "../src/sign-in/qr-code.tsx";

/** What a camera reads of a drawing of modules. */
function read(markup: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) /.exec(markup)![1]);
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y] of markup.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < scale; row++) {
      const from = ((Number(y) * scale + row) * side + Number(x) * scale) * 4;
      for (let at = from; at < from + scale * 4; at += 4) pixels.fill(0, at, at + 3);
    }
  return jsQR(pixels, side, side)?.data;
}

test.for(["otpauth://totp/Example:ada%40acme.test?secret=GEZDGNBVGY3TQOJQ&issuer=Example&algorithm=SHA1&digits=6&period=30", "Zoë & 東京".repeat(8)])(
  "a camera reads from the code what was written: %s",
  (text) => {
    expect(read(renderToStaticMarkup(<QrCode text={text} label="The code that your app scans" />))).toBe(text);
  },
);
