"""What a request is told that is not answered."""

WORDS = {
    "not-json": "这个请求里没有 UTF-8 编码的 JSON。请发送一个 JSON 对象。",
    "not-an-object": '这个请求里的 JSON 不是对象。请发送一个对象，例如 {{"data": []}}。',
    "too-deep": "这段 JSON 的嵌套超过 {deepest} 层。请减少层数再发送。",
    "half-a-character": "这个请求的文字里有半个字符（单独的代理项）。请发送完整的字符。",
    "no-number": "这个请求里有一个不是数字或过大的数：NaN、无穷大和超出 64 位的整数都不接受。",
    "no-paths": "这个请求用路径指定了文件。文件要先上传，再由为它而上传的那次请求使用一次。",
    "not-uploaded": "这个请求指定的文件不是在这里上传的，或者已经用过了。请重新拖到页面上。",
    "bad-field": "这个请求缺少 {field}，或者它不是{rule}。",
    "unknown-call": "这里没有叫这个名字的接口。GET /gradio_api/info 会列出供程序使用的接口。",
    "other-count": "{call} 需要 data 里有 {needed} 个值，收到 {given} 个。",
    "no-such-argument": "{call} 没有参数 {name}。可用的参数：{known}。",
    "missing-argument": "{call} 缺少参数 {name}。可用的参数：{known}。",
    "busy": "同类请求（{call}）排队的已有 {most} 个，太多了。请稍后再试。",
    "no-route": "这个地址没有内容。",
    "no-files-served": "这里不提供文件下载。",
    "other-method": "这个地址只接受 GET 或 POST。",
    "nothing-asked": "没有用这个名字提过请求，或者结果已经取走了。",
    "only-reads": "这个地址只能读取，不接受提交。",
    "broken": "内部错误：原因写在服务器的日志里，也就是启动它的那个终端。",
}
