// SPDX-License-Identifier: Apache-2.0
// Crops and shrinks a chosen picture in the browser, so that what is sent is small and carries no
// place or camera data. Without script the server takes the file as it is.

const kPictureSide = 640;
const kQuality = 0.86;
const kSourceBytesMax = 40 * 1024 * 1024;

function draw(image: ImageBitmap, side: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(null);
  const edge = Math.min(image.width, image.height);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  context.drawImage(
    image,
    (image.width - edge) / 2,
    (image.height - edge) / 2,
    edge,
    edge,
    0,
    0,
    side,
    side,
  );
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", kQuality));
}

class PictureForm {
  private readonly input: HTMLInputElement | null;
  private readonly preview: HTMLImageElement | null;
  private readonly problem: HTMLElement | null;

  constructor(private readonly form: HTMLFormElement) {
    this.input = form.querySelector<HTMLInputElement>('input[type="file"]');
    this.preview = form.querySelector<HTMLImageElement>("[data-picture-preview]");
    this.problem = form.querySelector<HTMLElement>("[data-picture-problem]");
  }

  start(): void {
    if (!this.input || typeof createImageBitmap !== "function") return;
    this.input.addEventListener("change", () => void this.choose());
  }

  private complain(text: string | undefined): void {
    if (!this.problem) return;
    this.problem.textContent = text ?? "";
    this.problem.hidden = !text;
  }

  private async choose(): Promise<void> {
    const file = this.input?.files?.[0];
    this.complain(undefined);
    if (!file || !this.input) return;
    if (file.size > kSourceBytesMax) {
      this.input.value = "";
      this.complain(this.form.dataset.tooLarge);
      return;
    }
    try {
      const image = await createImageBitmap(file);
      const picture = await draw(image, kPictureSide);
      if (!picture) return;
      const transfer = new DataTransfer();
      transfer.items.add(new File([picture], "picture.jpg", { type: "image/jpeg" }));
      this.input.files = transfer.files;
      await this.show(picture);
    } catch {
      this.input.value = "";
      this.complain(this.form.dataset.notPicture);
    }
  }

  private show(picture: Blob): Promise<void> {
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        if (this.preview) this.preview.src = String(reader.result);
        resolve();
      });
      reader.readAsDataURL(picture);
    });
  }
}

export function startPictures(): void {
  document
    .querySelectorAll<HTMLFormElement>("form[data-picture]")
    .forEach((form) => new PictureForm(form).start());
}
