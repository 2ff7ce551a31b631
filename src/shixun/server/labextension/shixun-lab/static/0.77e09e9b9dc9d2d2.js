"use strict";(self.rspackChunkshixun_lab=self.rspackChunkshixun_lab||[]).push([[0],{16(e,n,t){var o=t(17),a=t.n(o),i=t(18),r=(t.n(i))()(a());r.push([e.id,`/* Hides code before it is drawn; then a calm page. Classes on <html> tell the server: .shixun-teacher. */
:root {
  --shixun-font: "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
    "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif;
}
.shixun-page, .shixun-page .jp-RenderedHTMLCommon, .shixun-page .jupyter-widgets,
.shixun-teacher .jp-toastContainer, .shixun-trainer .jp-toastContainer {
  --jp-ui-font-family: var(--shixun-font);
  --jp-content-font-family: var(--shixun-font);
  font-family: var(--shixun-font);
}
/* (by opacity: what cannot be seen by \`visibility\` cannot be focused, and focus is how JupyterLab
   knows which page is open) */
.shixun-wait, .shixun-teacher .jp-NotebookPanel:not(.shixun-ready) .jp-Notebook { opacity: 0; }

/* No code, no prompts, no tools */
.shixun-teacher .jp-CodeCell > .jp-Cell-inputWrapper,
.shixun-page:not(.shixun-code) .jp-CodeCell > .jp-Cell-inputWrapper,
.shixun-page .jp-InputPrompt, .shixun-page .jp-OutputPrompt,
.shixun-page .jp-OutputArea-promptOverlay, .shixun-page .jp-Collapser,
.shixun-page .jp-cell-toolbar, .shixun-page .jp-cell-menu,
.shixun-page .jp-Notebook-footer, .shixun-page .jp-Placeholder,
.shixun-page .jp-NotebookPanel-toolbar, .shixun-page .jp-Notebook-minimap,
.shixun-page .jp-CellHeader, .shixun-page .jp-CellFooter,
.shixun-page .shixun-test, .shixun-teacher .jp-RawCell,
.shixun-page:not(.shixun-code) .jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"],
.shixun-page:not(.shixun-code) .jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"],
.shixun-page.shixun-ran:not(.shixun-code) .jp-CodeCell.jp-mod-noOutputs {
  display: none !important;
}
.shixun-page .jp-MarkdownCell .jp-InputArea-editor { display: none !important; }

/* The page */
.shixun-page .jp-Notebook, .shixun-page .jp-WindowedPanel-outer { background: #fff; }
.shixun-page .jp-Cell {
  max-width: 860px; margin: 0 auto; padding: 4px 20px !important; border: none !important;
  background: none !important; box-shadow: none !important;
}
.shixun-page .jp-Cell:has(.sx-grid) { max-width: 1032px; } /* a table with many columns */
.shixun-page .jp-RenderedHTMLCommon table { font-size: 15px; margin-left: 0; }
.shixun-page .jp-RenderedHTMLCommon th, .shixun-page .jp-RenderedHTMLCommon td { text-align: left; }
.shixun-page .jp-Cell .jp-Cell-outputWrapper, .shixun-page .jp-OutputArea-child { overflow: visible; }
.shixun-page .jp-RenderedHTMLCommon { font-size: 16px; line-height: 1.75; padding-right: 0; }
.shixun-page .jp-RenderedHTMLCommon h1 { font-size: 1.7em; line-height: 1.35; margin: 0.6em 0 0.4em; }
.shixun-page .jp-RenderedHTMLCommon h2 { font-size: 1.3em; margin: 1.3em 0 0.4em; }
.shixun-page .jp-RenderedHTMLCommon h3 { font-size: 1.1em; }
.shixun-page .jp-RenderedHTMLCommon .jp-InternalAnchorLink { display: none; }
.shixun-page .jp-OutputArea-output { overflow: visible; }
.shixun-page .jp-Notebook:focus, .shixun-page .jp-Cell:focus { outline: none; }
.shixun-page .jp-MarkdownOutput.jp-RenderedMarkdown { border-color: transparent !important; padding-left: 0; }

/* The bar and the banner */
.shixun-bar, .shixun-banner {
  font-family: var(--shixun-font); font-size: 15px; display: flex; align-items: center; gap: 14px;
  padding: 0 max(20px, calc((100% - 820px) / 2)); box-sizing: border-box; color: #1f2937;
}
.shixun-bar { min-height: 46px; max-height: 46px; background: #f6f8fa; border-bottom: 1px solid #d8dee4; }
.shixun-bar strong { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-weight: 600; }
.shixun-bar-status { margin-left: auto; white-space: nowrap; color: #57606a; }
.shixun-bar button, .shixun-banner button {
  font: inherit; cursor: pointer; white-space: nowrap; padding: 4px 12px; border-radius: 6px;
  border: 1px solid #57606a; background: #fff; color: #1f2937;
}
.shixun-bar button:focus-visible, .shixun-banner button:focus-visible { outline: 3px solid #0969da; }
.shixun-banner { min-height: 56px; max-height: 56px; background: #fff4d6; border-bottom: 1px solid #d4a72c; }
.shixun-banner.lm-mod-hidden { display: none; }
.shixun-banner-server { position: fixed; inset: 0 0 auto 0; z-index: 20000; }

/* A teacher's window: nothing but the page */
.shixun-teacher #jp-top-panel, .shixun-teacher #jp-menu-panel, .shixun-teacher #jp-bottom-panel,
.shixun-teacher .jp-SideBar, .shixun-teacher #jp-left-stack, .shixun-teacher #jp-right-stack,
.shixun-teacher .jp-skiplink, .shixun-teacher .lm-TabBar.lm-DockPanel-tabBar,
.shixun-teacher .jp-Toolbar.jp-NotebookPanel-toolbar { display: none !important; }
.shixun-teacher .jp-SideBar, .shixun-teacher #jp-top-panel, .shixun-teacher #jp-bottom-panel {
  min-width: 0 !important; min-height: 0 !important;
}
`,""]),t.d(n,{},{A:r})},18(e){e.exports=function(e){var n=[];return n.toString=function(){return this.map(function(n){var t="",o=void 0!==n[5];return n[4]&&(t+="@supports (".concat(n[4],") {")),n[2]&&(t+="@media ".concat(n[2]," {")),o&&(t+="@layer".concat(n[5].length>0?" ".concat(n[5]):""," {")),t+=e(n),o&&(t+="}"),n[2]&&(t+="}"),n[4]&&(t+="}"),t}).join("")},n.i=function(e,t,o,a,i){"string"==typeof e&&(e=[[null,e,void 0]]);var r={};if(o)for(var p=0;p<this.length;p++){var s=this[p][0];null!=s&&(r[s]=!0)}for(var u=0;u<e.length;u++){var h=[].concat(e[u]);o&&r[h[0]]||(void 0!==i&&(void 0===h[5]||(h[1]="@layer".concat(h[5].length>0?" ".concat(h[5]):""," {").concat(h[1],"}")),h[5]=i),t&&(h[2]&&(h[1]="@media ".concat(h[2]," {").concat(h[1],"}")),h[2]=t),a&&(h[4]?(h[1]="@supports (".concat(h[4],") {").concat(h[1],"}"),h[4]=a):h[4]="".concat(a)),n.push(h))}},n}},17(e){e.exports=function(e){return e[1]}},10(e){var n=[];function t(e){for(var t=-1,o=0;o<n.length;o++)if(n[o].identifier===e){t=o;break}return t}function o(e,o){for(var a={},i=[],r=0;r<e.length;r++){var p=e[r],s=o.base?p[0]+o.base:p[0],u=a[s]||0,h="".concat(s," ").concat(u);a[s]=u+1;var l=t(h),c={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==l)n[l].references++,n[l].updater(c);else{var d=function(e,n){var t=n.domAPI(n);return t.update(e),function(n){n?(n.css!==e.css||n.media!==e.media||n.sourceMap!==e.sourceMap||n.supports!==e.supports||n.layer!==e.layer)&&t.update(e=n):t.remove()}}(c,o);o.byIndex=r,n.splice(r,0,{identifier:h,updater:d,references:1})}i.push(h)}return i}e.exports=function(e,a){var i=o(e=e||[],a=a||{});return function(e){e=e||[];for(var r=0;r<i.length;r++){var p=t(i[r]);n[p].references--}for(var s=o(e,a),u=0;u<i.length;u++){var h=t(i[u]);0===n[h].references&&(n[h].updater(),n.splice(h,1))}i=s}}},12(e){var n={};e.exports=function(e,t){var o=function(e){if(void 0===n[e]){var t=document.querySelector(e);if(window.HTMLIFrameElement&&t instanceof window.HTMLIFrameElement)try{t=t.contentDocument.head}catch(e){t=null}n[e]=t}return n[e]}(e);if(!o)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");o.appendChild(t)}},14(e){e.exports=function(e){var n=document.createElement("style");return e.setAttributes(n,e.attributes),e.insert(n,e.options),n}},13(e,n,t){e.exports=function(e){var n=t.nc;n&&e.setAttribute("nonce",n)}},11(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var n=e.insertStyleElement(e);return{update:function(t){var o,a,i;o="",t.supports&&(o+="@supports (".concat(t.supports,") {")),t.media&&(o+="@media ".concat(t.media," {")),(a=void 0!==t.layer)&&(o+="@layer".concat(t.layer.length>0?" ".concat(t.layer):""," {")),o+=t.css,a&&(o+="}"),t.media&&(o+="}"),t.supports&&(o+="}"),(i=t.sourceMap)&&"u">typeof btoa&&(o+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(i))))," */")),e.styleTagTransform(o,n,e.options)},remove:function(){var e;null===(e=n).parentNode||e.parentNode.removeChild(e)}}}},15(e){e.exports=function(e,n){if(n.styleSheet)n.styleSheet.cssText=e;else{for(;n.firstChild;)n.removeChild(n.firstChild);n.appendChild(document.createTextNode(e))}}},9(e,n,t){var o=t(10),a=t.n(o),i=t(11),r=t.n(i),p=t(12),s=t.n(p),u=t(13),h=t.n(u),l=t(14),c=t.n(l),d=t(15),x=t.n(d),m=t(16),f={};f.styleTagTransform=x(),f.setAttributes=h(),f.insert=s().bind(null,"head"),f.domAPI=r(),f.insertStyleElement=c(),a()(m.A,f),m.A&&m.A.locals&&m.A.locals}}]);