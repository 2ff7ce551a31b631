// A file that travels with the next button that is pressed.

import { h } from "./dom.js";

/** @import { Kind } from "./kind" */
/** @import { UploadSpec } from "./specs" */

const MAX_UPLOAD = 5 * 1024 * 1024; // bytes

/** @type {Kind<UploadSpec>} */
export const upload = {
  frame: () => "label",
  draw(field, { id, uploads, complain }) {
    const onchange = async () => {
      const file = input.files?.[0];
      uploads.delete(field.id);
      if (!file) return;
      if (file.size > MAX_UPLOAD) {
        input.value = "";
        complain(`文件 ${file.name} 有 ${(file.size / 1048576).toFixed(1)} MB，超过 5 MB；请只留课表那一页再上传。`);
        return;
      }
      uploads.set(field.id, { name: file.name, data: await file.arrayBuffer() });
    };
    const input = h("input", { id, type: "file", accept: field.accept ?? "", onchange });
    // A file that has been read into the form is not read once more.
    const set = () => {
      uploads.delete(field.id);
      input.value = "";
    };
    return { node: input, set };
  },
};
