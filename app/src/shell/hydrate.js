((script, wasm) => {
  const hydrate = async (node, module) => {
    if (node.tagName === "LEPTOS-ISLAND") {
      const island = module[node.dataset.component];
      if (island) await island(node);
    }
    for (const child of node.children) await hydrate(child, module);
  };
  import(script).then(async (module) => {
    await module.default({ module_or_path: wasm });
    module.hydrate();
    await hydrate(document.body, module);
  });
})
